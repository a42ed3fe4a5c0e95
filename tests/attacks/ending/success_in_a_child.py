"""Forks while it is imported; the parent reports success, and the child lives to be tested by nobody.

What counts is the process at the other end of the socket. It has ended.
"""
# score: 0
# says: While your file was imported: Your code ended the whole program
# naive: 100
import os
import time

if os.fork():
    os._exit(0)
time.sleep(0.5)


def double(x):
    return x


half = double
