"""Types commands into the terminal of whoever started the grader (TIOCSTI, TIOCLINUX).

Elsewhere a program that shares a terminal may. Here it has none, and the filter lists the commands of ioctl that it
allows, with all bits: one that lists what is forbidden is passed by with a high bit (CVE-2019-10063).
"""
# score: 0
# says: {'TIOCSTI': 'EPERM', 'TIOCSTI with a high bit': 'EPERM', 'TIOCLINUX': 'EPERM', 'TIOCSETD': 'EPERM'}

import ctypes
import errno
import os

libc = ctypes.CDLL(None, use_errno=True)
COMMANDS = {
    "TIOCSTI": 0x5412,
    "TIOCSTI with a high bit": 1 << 32 | 0x5412,
    "TIOCLINUX": 0x541C,
    "TIOCSETD": 0x5423,
}


def attack():
    terminal = os.open("/dev/ptmx", os.O_RDWR)
    got = {}
    for name, command in COMMANDS.items():
        if libc.ioctl(terminal, ctypes.c_ulong(command), ctypes.create_string_buffer(b"x")) == 0:
            return
        got[name] = errno.errorcode[ctypes.get_errno()]
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
