"""Returns a dict whose ``items`` are not those of its keys.

What it says of itself is read inside of the container. It breaks the packing of its own answer, and the student is
told that it raised.
"""
# score: 40
# says: half(x) raised ValueError


class Lying(dict):
    def items(self):
        return [("half", 1.0), ("other", 2.0), ("third", 3.0)]


def double(x):
    return 2 * x


def half(x):
    return float((x / 2).sum()), Lying(half=x)
