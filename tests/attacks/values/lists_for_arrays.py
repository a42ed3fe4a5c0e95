"""Returns right numbers in lists and tuples, where the specification says arrays.

They are refused, in words that say what was wanted: a list is not an array, and this exam is about arrays.
"""
# score: 0
# says: y, returned by double(x), must be an array. It is a list of 7.
# says: Its 'half' is a list of 3.


def double(x):
    return (2 * x).tolist()


def half(x):
    return float((x / 2).sum()), {"half": (x / 2).tolist()}
