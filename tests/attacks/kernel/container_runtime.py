"""Overwrites the program that started it (CVE-2019-5736), or climbs out by a folder that it left open (CVE-2024-21626).

Elsewhere /proc/self/exe of an engine's helper is the host's runc. Here the programs to be seen are the image's and
belong to root, on a read-only root; no folder is open.
"""
# score: 0
# says: {'/proc/self/exe': 'EACCES', '/proc/1/exe': 'EACCES'}; folders: []

import errno
import os


def attack():
    got = {}
    for path in ("/proc/self/exe", "/proc/1/exe"):
        try:
            os.open(path, os.O_WRONLY)
            return
        except OSError as error:
            got[path] = errno.errorcode[error.errno]
    folders = [number for number in range(256) if is_folder(number)]
    if folders:
        return
    raise PermissionError(f"{got}; folders: {folders}")


def is_folder(number):
    try:
        os.listdir(number)
    except OSError:
        return False
    return True


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
