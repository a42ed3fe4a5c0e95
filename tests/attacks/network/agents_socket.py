"""Connects to the agent's socket a second time, to be a second agent that answers first.

Elsewhere who knows the path speaks for the student. The worker takes the agent's connections before any submission is
there, and removes the socket.
"""
# score: 0
# says: [Errno 2] No such file or directory

import socket


def attack():
    connection = socket.socket(socket.AF_UNIX)
    connection.connect("/run/grader/agent.sock")
    connection.sendall(bytes(8))
    connection.recv(1)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
