"""Replaces itself in ``sys.modules`` by an object that claims to define every function, and empties itself.

The loader keeps the module that it made, and finds no function in it.
"""
# score: 0
# says: double
import sys


class Everything:
    def __getattr__(self, name):
        return lambda *_: True


sys.modules["solution"] = Everything()
globals().clear()
