"""Reads the kernel's log, its keys, its memory and its traces, for addresses and for other people's data.

Elsewhere they are open to all or to a container's root. Docker masks them, and nobody here is root.
"""
# score: 0
# says: read: none

import os

PATHS = ("/dev/kmsg", "/proc/kmsg", "/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sched_debug",
         "/proc/slabinfo", "/proc/vmallocinfo", "/proc/pagetypeinfo", "/proc/1/stack", "/proc/1/io",
         "/sys/firmware/dmi/tables/DMI", "/sys/kernel/debug", "/sys/kernel/tracing", "/sys/fs/bpf")  # fmt: skip


def attack():
    for path in PATHS:
        try:
            if os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(100):
                return
        except OSError:
            continue
    raise PermissionError("read: none")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
