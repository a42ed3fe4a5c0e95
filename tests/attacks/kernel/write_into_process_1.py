"""Reads and writes the memory of process 1 with process_vm_readv and process_vm_writev, and has it reclaimed.

Elsewhere one may with the processes of one's user. The system call filter forbids it, and process 1 does too.
"""
# score: 0
# says: {'process_vm_readv': 'EPERM', 'process_vm_writev': 'EPERM'}

import ctypes
import errno

libc = ctypes.CDLL(None, use_errno=True)


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def attack():
    buffer = ctypes.create_string_buffer(8)
    here, there = Piece(ctypes.addressof(buffer), 8), Piece(ctypes.addressof(buffer), 8)
    got = {}
    for name in ("process_vm_readv", "process_vm_writev"):
        call = getattr(libc, name)
        one = ctypes.c_ulong(1)
        if call(1, ctypes.byref(here), one, ctypes.byref(there), one, ctypes.c_ulong(0)) > 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
