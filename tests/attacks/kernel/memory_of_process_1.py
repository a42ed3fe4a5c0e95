"""Opens what /proc shows of process 1: its memory, its descriptors, the addresses of its parts.

Elsewhere that is open to processes of the same user. Process 1 declares itself not dumpable, so it belongs to root.
"""
# score: 0
# says: 'mem': 'EACCES'
# says: 'maps': 'EACCES'
# says: 'fd': 'EACCES'
# says: 'environ': 'EACCES'
# says: 'cwd': 'EACCES'

import errno
import os

WAYS = {
    "mem": lambda path: open(path, "r+b"),
    "maps": lambda path: open(path).read(),
    "fd": os.listdir,
    "environ": lambda path: open(path).read(),
    "cwd": os.readlink,
    "syscall": lambda path: open(path).read(),
}


def attack():
    got = {}
    for name, way in WAYS.items():
        try:
            way(f"/proc/1/{name}")
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
