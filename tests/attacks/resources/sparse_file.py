"""Makes a file of 8 TiB that holds nothing, then writes into it here and there.

Elsewhere a backup or a copy of the folder grows to that size. Here nobody copies /tmp, and what is written counts.
"""
# score: 60
# says: [Errno 28] No space left on device

import os


def double(x):
    with open("/tmp/sparse", "wb", buffering=0) as file:
        os.truncate("/tmp/sparse", 1 << 43)
        for number in range(1 << 16):
            file.seek(number << 27)
            file.write(bytes(4096))
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
