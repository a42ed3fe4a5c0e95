"""Calls itself without end, with Python's own limit raised out of the way.

Elsewhere the interpreter that crashes, or eats the machine's memory, is the grader's. Here it is the submission's
alone.
"""
# score: 60
# says: Your code used more than the 256 MiB of memory that it has.

import sys


def double(x):
    sys.setrecursionlimit(10**9)
    return deeper(x)


def deeper(x):
    return 2 * deeper(x)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
