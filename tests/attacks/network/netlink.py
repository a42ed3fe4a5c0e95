"""Asks the kernel over netlink to bring up an interface, and listens to its events.

Elsewhere netlink is open to everyone, and much of it has had holes. Here the filter knows no socket but AF_UNIX.
"""
# score: 0
# says: [Errno 1] Operation not permitted

import socket


def attack():
    for protocol in (socket.NETLINK_ROUTE, 15, 16, 12):  # 15 events, 16 generic, 12 firewall
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol).bind((0, 0))


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
