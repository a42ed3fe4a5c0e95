"""Makes packets by hand, under the rules of the firewall: IP, ICMP and Ethernet.

Elsewhere Docker leaves CAP_NET_RAW to a container, enough to answer for its neighbours (ARP). Here no capability is
left, and the filter knows no socket but AF_UNIX.
"""
# score: 0
# says: 'IP': 'EPERM', 'ICMP': 'EPERM', 'Ethernet': 'EPERM'

import errno
import socket

KINDS = {
    "IP": (socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW),
    "ICMP": (socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP),
    "Ethernet": (socket.AF_PACKET, socket.SOCK_RAW, 0x300),
}


def attack():
    got = {}
    for name, kind in KINDS.items():
        try:
            socket.socket(*kind)
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
