"""Gives itself a limit of one second of processor time, after which the kernel kills it, and then is busy.

The kill comes from the kernel, for a limit that only the student set. Where process 1 lives to tell of it, it came from
inside.
"""
# score: 60
# says: double(x): Your code ended itself with signal
import resource


def double(x):
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
