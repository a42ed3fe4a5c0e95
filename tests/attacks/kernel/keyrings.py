"""Keeps a key in the kernel's keyring of its user, which no namespace separates from other containers' users.

Elsewhere a later submission finds it there. The system call filter knows none of the calls.
"""
# score: 0
# says: {'add_key': 'EPERM', 'request_key': 'EPERM', 'keyctl': 'EPERM'}

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
ADD, REQUEST, CONTROL = {"x86_64": (248, 249, 250), "aarch64": (217, 218, 219)}[platform.machine()]
USER_KEYRING = -4
CALLS = {
    "add_key": (ADD, b"user", b"note", b"secret", ctypes.c_size_t(6), USER_KEYRING),
    "request_key": (REQUEST, b"user", b"note", None, USER_KEYRING),
    "keyctl": (CONTROL, 0, USER_KEYRING, 1),
}


def attack():
    got = {}
    for name, (number, *arguments) in CALLS.items():
        if libc.syscall(ctypes.c_long(number), *arguments) >= 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
