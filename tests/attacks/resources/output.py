"""Prints without end and without a newline.

Elsewhere a log fills the disk, or a reader waits for the end of the line. Here the first 64 KiB are kept, the rest is
read and dropped, and the call's time ends.
"""
# score: 60
# says: double(x) took too long
# says: more was printed; the first 64 KiB are kept

import sys


def double(x):
    while True:
        sys.stdout.write("x" * 100_000)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
