"""Asks the cloud's metadata service for the credentials of the machine.

Elsewhere any program on a virtual machine may ask. Here nothing can be asked.
"""
# score: 0
# says: Operation not permitted

import contextlib
import urllib.error
import urllib.request


def attack():
    with contextlib.suppress(urllib.error.HTTPError):  # it answered
        urllib.request.urlopen("http://169.254.169.254/latest/meta-data/", timeout=0.5).read()


def double(x):
    attack()
    return 2 * x


def half(x):
    attack()
    return float((x / 2).sum()), {"half": x / 2}
