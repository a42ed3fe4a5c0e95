"""Raises exceptions that raise when they are shown: by ``__str__``, by the name of their class, by their traceback.

They are described in the container, by code that expects it.
"""
# score: 60
# says: double(x) raised


class Silent(Exception):
    def __str__(self):
        raise self

    @property
    def __traceback__(self):
        raise SystemExit(0)

    @property
    def __class__(self):
        raise KeyboardInterrupt


def double(x):
    raise Silent


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
