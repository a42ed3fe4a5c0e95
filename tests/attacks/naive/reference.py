"""What the hidden tests compare with."""


def double(x):
    return 2 * x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
