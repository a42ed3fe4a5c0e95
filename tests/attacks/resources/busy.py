"""Loops for ever, and has made itself deaf to every signal first.

Elsewhere a timeout by signal is ignored. Here the whole container is killed, from outside.
"""
# score: 60
# says: double(x) took too long: a call of it may take 2 s.

import contextlib
import signal


def double(x):
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
