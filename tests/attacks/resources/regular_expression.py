"""Matches a regular expression that takes for ever, in C code that no signal handler of Python interrupts.

Elsewhere an alarm that raises an exception comes after the match. Here the container is killed.
"""
# score: 60
# says: double(x) took too long: a call of it may take 2 s.

import re


def double(x):
    re.match("(a+)+$", "a" * 100 + "b")
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
