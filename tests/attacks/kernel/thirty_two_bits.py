"""Makes its calls the 32-bit way, where a filter written for 64 bits sees other numbers and packed arguments.

Elsewhere, Docker's filter included, all of socketcall is open that way, every family with it. Ours allows one way of
calling; a thread that uses another is ended, and this process waits for its answer in vain.
"""
# score: 0
# says: double(x)

import ctypes
import mmap
import platform

GETPID = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20; int 0x80; ret


def attack():
    if platform.machine() != "x86_64":
        raise PermissionError("there is no other way to call on this machine")
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(GETPID)
    call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    if call() > 0:
        return
    raise PermissionError("no")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
