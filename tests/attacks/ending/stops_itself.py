"""Stops itself and its parent with SIGSTOP: it lives, and answers nothing.

A call that is not answered has taken too long. A stopped process can be killed, and process 1 cannot be stopped.
"""
# score: 60
# says: double(x) took too long
import os
import signal


def double(x):
    os.kill(1, signal.SIGSTOP)
    os.kill(0, signal.SIGSTOP)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
