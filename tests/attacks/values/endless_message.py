"""Raises an exception whose message is 50 MB long, of a class with a name of 1 MB.

Both are cut where they are made.
"""
# score: 60
# says: double(x) raised EEEE


def double(x):
    raise type("E" * 1_000_000, (Exception,), {})("x" * 50_000_000)


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
