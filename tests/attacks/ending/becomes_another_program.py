"""Replaces itself by another program, which inherits the wire and answers every call with what it was asked.

It is as good an agent as the first, and as little believed: the values are wrong.
"""
# score: 60
# says: double(x)
import os
import sys

PROGRAM = """
import socket
from inside import wire
channel = wire.Channel(socket.socket(fileno=%d))
while True:
    channel.send({"id": %d, "value": True, "arguments": [], "score": 100})
    request = channel.receive()
"""


def double(x):
    for number in range(3, 64):
        try:
            os.set_inheritable(number, True)
        except OSError:
            continue
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM % (number, 1)])


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
