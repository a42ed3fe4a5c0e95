"""Returns a tuple that is a list to ``isinstance`` and raises when it is read.

Its own exception is what it gets to read.
"""
# score: 60
# says: double(x) raised RuntimeError: read me not


class Lying(tuple):
    def __iter__(self):
        raise RuntimeError("read me not")


def double(x):
    return Lying(x)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
