"""Opens the parts of the kernel in which most of its holes were found: bpf, perf, userfaultfd, io_uring and others.

Elsewhere some are open to everyone; io_uring even makes sockets behind a filter's back. Ours knows none of them.
"""
# score: 0
# says: {'EPERM'}

import ctypes
import errno
import platform

libc = ctypes.CDLL(None, use_errno=True)
X86 = {"bpf": 321, "perf_event_open": 298, "userfaultfd": 323, "inotify_init1": 294, "fanotify_init": 300,
       "timerfd_create": 283, "signalfd4": 289, "vmsplice": 278, "splice": 275, "tee": 276, "modify_ldt": 154,
       "remap_file_pages": 216, "move_pages": 279, "mbind": 237, "seccomp": 317, "quotactl": 179}  # fmt: skip
ARM = {"bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "inotify_init1": 26, "fanotify_init": 262,
       "timerfd_create": 85, "signalfd4": 74, "vmsplice": 75, "splice": 76, "tee": 77,
       "remap_file_pages": 234, "move_pages": 239, "mbind": 235, "seccomp": 277, "quotactl": 60}  # fmt: skip
BOTH = {"io_uring_setup": 425, "landlock_create_ruleset": 444, "memfd_secret": 447}


def attack():
    got = set()
    for number in [*{"x86_64": X86, "aarch64": ARM}[platform.machine()].values(), *BOTH.values()]:
        block = ctypes.create_string_buffer(256)
        if libc.syscall(ctypes.c_long(number), block, block, block, block, block, block) >= 0:
            return
        got.add(errno.errorcode[ctypes.get_errno()].replace("ENOSYS", "EPERM"))
    if got != {"EPERM"}:
        return  # one was reached, and did not like the arguments
    raise PermissionError(got)


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
