"""Ends by ``abort``, so that the operating system reports a crash.

It reports it to process 1 of the container, which tells it outside by its own exit code.
"""
# score: 60
# says: double(x): Your code crashed Python (abort).
import os


def double(x):
    os.abort()


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
