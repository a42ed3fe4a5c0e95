"""Sleeps for an hour.

Elsewhere a limit of CPU time never comes. Here the worker's own clock counts, and the container is destroyed.
"""
# score: 60
# says: double(x) took too long: a call of it may take 2 s.

import time


def double(x):
    time.sleep(3600)
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
