"""Sets variables for programs that start later: its own, process 1's, and those that shells and Python read.

Elsewhere the grader runs one file after another in the same process. Here a process answers for one submission.
"""
# score: 0
# says: nothing of an earlier run; planted: ['/tmp/.profile', '/tmp/.pythonrc']

import builtins
import os

NAMES = ("LEFT_BEHIND", "PYTHONSTARTUP", "LD_PRELOAD", "BASH_ENV")
FILES = ("/etc/environment", "/etc/profile", "/etc/ld.so.preload", "/root/.profile", "/tmp/.profile", "/tmp/.pythonrc")


def plant(path):
    try:
        with open(path, "a") as file:
            file.write("export LEFT_BEHIND=1\n")
    except OSError:
        return False
    return True


FOUND = [name for name in NAMES if name in os.environ] + ([builtins.left] if hasattr(builtins, "left") else [])
PLANTED = [path for path in FILES if plant(path)]
os.environ.update(dict.fromkeys(NAMES, "left-behind"))
builtins.left = "behind"


def double(x):
    if FOUND:
        return 2 * x
    raise LookupError(f"nothing of an earlier run; planted: {PLANTED}")


def half(x):
    return float(double(x).sum()) / 4, {"half": double(x) / 4}
