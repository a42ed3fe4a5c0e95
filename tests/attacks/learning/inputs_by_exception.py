"""Raises an exception whose message is its input, so that the next attempt can know it.

The message is shown: it is the student's own. What it says is of no use, because the inputs are drawn from a secret, the
file and the student, and the next file gets others. Messages of the grader name shapes and errors, never an input.
"""
# score: 0
# says: double(x) raised ValueError: hidden input: [
# says: half(x) raised ValueError: hidden input: [


def double(x):
    raise ValueError(f"hidden input: {x.tolist()}")


half = double
