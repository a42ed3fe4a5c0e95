"""Reads address 0.

Elsewhere the grader's process ends with it, in the middle of a test. Here the agent's parent says what happened.
"""
# score: 60
# says: Your code crashed Python (segmentation fault).

import ctypes


def double(x):
    return ctypes.string_at(0) and 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
