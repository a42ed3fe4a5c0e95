"""Connects to the host's gateway, to the outside and to itself over TCP.

Elsewhere a container with Docker's default network reaches the host, the school's network and the internet. Here the
filter knows no socket but AF_UNIX, and the namespace behind it has no interface that is up.
"""
# score: 0
# says: '172.17.0.1': 'EPERM'
# says: '192.0.2.1': 'EPERM'
# says: '127.0.0.1': 'EPERM'

import errno
import socket


def attack():
    got = {}
    for address in ("172.17.0.1", "192.0.2.1", "127.0.0.1"):
        try:
            socket.create_connection((address, 80), 0.5)
            return
        except OSError as error:
            got[address] = errno.errorcode.get(error.errno, str(error))
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
