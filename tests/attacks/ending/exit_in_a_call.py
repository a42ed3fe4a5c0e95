"""Raises ``SystemExit`` in one call, ``KeyboardInterrupt`` in the next, ``GeneratorExit`` and ``BaseException`` after them.

They are exceptions like any other, and caught as such.
"""
# score: 0
# says: double(x) raised SystemExit: 0
# says: double(x) raised KeyboardInterrupt
# says: half(x) raised GeneratorExit
# says: half(x) raised BaseException
import sys


def double(x):
    if len(x) == 1:
        sys.exit(0)
    if len(x) == 7:
        raise KeyboardInterrupt
    raise GeneratorExit if len(x) == 3 else BaseException("the last of them")


half = double
