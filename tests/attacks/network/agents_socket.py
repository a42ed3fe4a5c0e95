"""Connects to the agent's socket a second time, to be a second agent that answers first.

Elsewhere who knows the path speaks for the student. The worker takes two connections, before any submission is there,
and closes the socket.
"""
# score: 0
# says: [Errno 111] Connection refused

import json
import socket
import struct


def attack():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect("/run/grader/agent.sock")
    header = json.dumps(["d", {"id": 1, "value": None}]).encode()
    connection.sendall(struct.pack(">II", len(header), 0) + header)
    connection.recv(1)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
