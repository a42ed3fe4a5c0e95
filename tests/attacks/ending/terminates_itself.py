"""Ends itself by SIGTERM, as an engine does that stops a container.

A stopped container ends with the code of process 1. This one goes on, and reports the signal of its child.
"""
# score: 60
# says: double(x): Your code ended itself with signal 15.
import os
import signal


def double(x):
    os.kill(os.getpid(), signal.SIGTERM)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
