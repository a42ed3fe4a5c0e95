"""Asks the garbage collector for every function alive, and calls one of its own name that somebody else wrote.

It reaches whatever the process holds, under any name and in any closure. This process holds no other solution.
"""
# score: 0
# says: functions alive, none of them
# naive: 100
import gc
import types


def stolen(name):
    functions = [thing for thing in gc.get_objects() if isinstance(thing, types.FunctionType)]
    for function in functions:
        if function.__name__ == name and function.__module__ != __name__:
            return function
    raise LookupError(f"{len(functions)} functions alive, none of them {name}")


def double(x):
    return stolen("double")(x)


def half(x):
    return stolen("half")(x)
