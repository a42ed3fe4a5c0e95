"""Speaks IPv6, to all nodes on the link and to itself.

Elsewhere rules for IPv4 forget it. Here the filter knows no socket but AF_UNIX.
"""
# score: 0
# says: [Errno 1] Operation not permitted

import socket


def attack():
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as speaker:
        speaker.sendto(b"hidden input", ("::1", 9))


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
