"""Makes a hidden test itself raise, to read its source, its file and its variables in the traceback.

The student is told the type of the exception and no more; with the reference in its place the test goes well.
"""
# score: 40
# says: This test could not go on with what your code returned (KeyError).


def double(x):
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"other": x}
