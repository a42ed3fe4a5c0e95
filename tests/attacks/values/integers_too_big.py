"""Returns integers of 5,000 digits, whose conversion to text or to a float raises or takes long.

An integer has at most 64 bits on the wire, as NumPy's have.
"""
# score: 60
# says: an integer of more than 64 bits


def double(x):
    return [10**5000] * len(x)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
