"""Returns a dict whose ``items`` are not those of its keys.

What it says of itself is read inside of the container, once. What it said is its answer, and plain data.
"""
# score: 40
# says: parts, returned by half(x), must be a dict of arrays. Its 'half' is the number 1.0.


class Lying(dict):
    def items(self):
        return [("half", 1.0), ("other", 2.0), ("third", 3.0)]


def double(x):
    return 2 * x


def half(x):
    return float((x / 2).sum()), Lying(half=x)
