"""Has the host spare it when memory runs out, so that some service ends in its place.

Elsewhere a program keeps the value that the engine has, often below 0. Here it begins at 1000, the first to go, and
cannot go below an ordinary program's 0; on a host whose root has CAP_SYS_RESOURCE not even there.
"""
# score: 0
# says: [Errno 13] Permission denied

import ctypes

PR_SET_DUMPABLE = 4


def attack():
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)  # the file is this user's again
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("-1")


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
