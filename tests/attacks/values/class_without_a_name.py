"""Returns, and raises, objects of classes whose very name raises when it is asked for.

To say what cannot be returned, the agent asks for the name of its class. That is the student's code again.
"""
# score: 60
# says: double(x)


class Nameless(type):
    @property
    def __name__(cls):
        raise SystemExit(0)

    __module__ = __name__


class Thing(metaclass=Nameless):
    pass


class Wrong(Exception, metaclass=Nameless):
    def __str__(self):
        raise self


def double(x):
    if len(x) == 1:
        raise Wrong
    return Thing()


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
