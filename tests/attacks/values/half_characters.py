"""Returns text that is no Unicode, as a value and as a key.

Half of a pair of surrogates can be written in JSON and in no file. It is refused where it is packed, with the place.
"""
# score: 40
# says: half(x) cannot return what it does, at [0]: a text that is not Unicode.


def double(x):
    return 2 * x


def half(x):
    return "\ud800", {"half\udfff": x}
