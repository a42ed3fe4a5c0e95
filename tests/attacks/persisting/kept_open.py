"""Leaves a process that keeps the connection to the grader open, then ends the program that was to answer.

Elsewhere who waits for the end of the stream waits for ever, run after run. Here that process dies with the container,
which ends as soon as the program does.
"""
# score: 0
# says: Your code ended the whole program (os._exit or the like).

import os
import time


def double(x):
    if os.fork() == 0:
        os.setsid()
        time.sleep(3600)
    os._exit(0)


def half(x):
    return double(x)
