"""Puts something in the place of ``sys.stdout`` whose ``flush`` never returns.

The agent flushes what was printed after each call. Only its own answer waits for that, and an answer that does not
come is a call that took too long.
"""
# score: 60
# says: double(x) took too long
import sys
import time


class Pipe:
    def write(self, text):
        return len(text)

    def flush(self):
        time.sleep(1000)


def double(x):
    sys.stdout = Pipe()
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
