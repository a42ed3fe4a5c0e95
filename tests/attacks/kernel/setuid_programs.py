"""Looks for programs that run as their owner, such as su and mount, and for files with capabilities.

Elsewhere an old one with a hole makes one root. Here new privileges are off for good; the base image
that we make has the setuid bits taken away as well.
"""
# score: 0
# says: none made this process root

import os
import stat
import subprocess


def attack():
    for folder, _, names in os.walk("/usr"):
        for name in names:
            path = os.path.join(folder, name)
            if is_setuid(path) and b"uid=0" in output_of([path, "-c", "id"]):
                return
    with open("/proc/self/status") as file:
        bit = next(line for line in file if line.startswith("NoNewPrivs"))
    if bit.split()[1] != "1":
        return
    raise PermissionError("none made this process root")


def is_setuid(path):
    mode = os.lstat(path).st_mode
    return stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID)


def output_of(command):
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=1).stdout
    except (OSError, subprocess.TimeoutExpired):
        return b""


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
