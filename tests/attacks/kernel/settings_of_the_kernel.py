"""Writes settings of the kernel: a program for core dumps, a restart of the host, a helper for modules.

Elsewhere a privileged container does, and the host's kernel runs the program as root. Here /proc/sys and /sys are
read-only, and nobody is root.
"""
# score: 0
# says: {'EROFS'}

import errno
import glob

PATHS = ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/modprobe",
         "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/proc/sys/fs/pipe-user-pages-soft",
         "/proc/irq/0/smp_affinity", "/sys/kernel/uevent_helper", "/sys/power/state",
         "/sys/devices/system/cpu/cpu0/online", "/sys/kernel/mm/ksm/run")  # fmt: skip


def attack():
    got = set()
    for path in (*PATHS, *glob.glob("/sys/class/net/*/mtu"), *glob.glob("/sys/block/*/uevent")):
        try:
            open(path, "r+b", buffering=0)
            return
        except OSError as error:
            got.add(errno.errorcode[error.errno])
    raise PermissionError(got - {"ENOENT", "EACCES"})


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
