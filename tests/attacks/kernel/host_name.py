"""Renames the machine, loads a module, starts another kernel, swaps, keeps accounts, and restarts the host.

Elsewhere root in a container with the matching capability may. Here there is none, and the filter knows no such call.
"""
# score: 0
# says: {'EPERM'}

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
X86 = {"sethostname": 170, "setdomainname": 171, "init_module": 175, "finit_module": 313, "delete_module": 176,
       "kexec_load": 246, "swapoff": 168, "acct": 163, "reboot": 169, "syslog": 103, "vhangup": 153, "iopl": 172,
       "ioperm": 173}  # fmt: skip
ARM = {"sethostname": 161, "setdomainname": 162, "init_module": 105, "finit_module": 273, "delete_module": 106,
       "kexec_load": 104, "swapoff": 225, "acct": 89, "reboot": 142, "syslog": 116, "vhangup": 58}  # fmt: skip


def attack():
    got = set()
    for number in {"x86_64": X86, "aarch64": ARM}[platform.machine()].values():
        if libc.syscall(ctypes.c_long(number), b"", ctypes.c_long(0), ctypes.c_long(0), ctypes.c_long(0)) >= 0:
            return
        got.add(errno.errorcode[ctypes.get_errno()])
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
