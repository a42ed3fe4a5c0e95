"""Returns a known multiple of its input, to be told by what factor it is wrong.

That is the point of a diagnosis: the message says 0.5 times, and the student learns to double. What is to be learnt
here, is.
"""
# score: 60
# says: y is 0.5 times what is right, in every entry (1/2).


def double(x):
    return x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
