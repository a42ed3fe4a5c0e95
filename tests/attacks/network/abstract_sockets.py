"""Connects to sockets that have no file, as the host's desktop, D-Bus and containerd's shims have them.

Elsewhere they belong to the network namespace, and who shares the host's reaches them (CVE-2020-15257). This
container's namespace has none.
"""
# score: 0
# says: names: []; {'ECONNREFUSED'}

import errno
import socket

GUESSES = ("/tmp/.X11-unix/X0", "/tmp/dbus-system", "/containerd-shim/moby/shim.sock")


def attack():
    with open("/proc/net/unix") as file:
        names = [line.split()[-1][1:] for line in file if line.split()[-1].startswith("@")]
    got = set()
    for name in (*GUESSES, *names):
        try:
            socket.socket(socket.AF_UNIX).connect("\0" + name)
            return
        except OSError as error:
            got.add(errno.errorcode[error.errno])
    raise ConnectionError(f"names: {names}; {got}")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
