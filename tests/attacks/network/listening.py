"""Waits to be called: over TCP, at a socket in /tmp, at a socket without a file.

Elsewhere another submission comes by, or a friend outside. The filter knows neither bind nor listen nor accept.
"""
# score: 0
# says: 'TCP': 'EPERM', 'file': 'EPERM', 'abstract': 'EPERM'

import errno
import socket

PLACES = {
    "TCP": (socket.AF_INET, ("0.0.0.0", 8080)),
    "file": (socket.AF_UNIX, "/tmp/meeting"),
    "abstract": (socket.AF_UNIX, "\0meeting"),
}


def attack():
    got = {}
    for name, (family, address) in PLACES.items():
        try:
            listener = socket.socket(family)
            listener.bind(address)
            listener.listen()
            return
        except OSError as error:
            got[name] = errno.errorcode[error.errno]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
