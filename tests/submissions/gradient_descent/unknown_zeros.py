"""Zeros everywhere."""

def loss(slope, intercept, x, y):
    return 0.0


def gradients(slope, intercept, x, y):
    return 0.0, 0.0


def batch_descent(slope, intercept, x, y, lr, epochs):
    return 0.0, 0.0, [0.0] * epochs


def stochastic_descent(slope, intercept, x, y, lr, order):
    return 0.0, 0.0, [0.0] * len(order)
