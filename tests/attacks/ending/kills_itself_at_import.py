"""Kills itself while it is imported, so that the run has no result, and is tried again and again.

An end from inside is the student's, also when there are no tests yet.
"""
# score: 0
# says: While your file was imported: Your code ended itself with signal 9.
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)


def double(x):
    return x


half = double
