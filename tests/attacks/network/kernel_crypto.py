"""Opens families that few programs know: the kernel's cryptography, Bluetooth, CAN, X.25, RDS, TIPC.

Elsewhere asking for one loads its module into the kernel, and many an exploit began so. The filter knows AF_UNIX only.
"""
# score: 0
# says: {'EPERM'}

import errno
import socket


def attack():
    got = set()
    for family in range(2, 46):
        try:
            socket.socket(family, socket.SOCK_SEQPACKET)
            return
        except OSError as error:
            got.add(errno.errorcode[error.errno])
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
