"""You move the slope before you work out how to move the intercept.

A step goes from one place, $(a, b)$, against the gradient at that place: both derivatives are taken there, and then
both numbers change. Your derivative by the intercept is already taken with the new slope. That is a step of another
method (it goes along one coordinate at a time), and not gradient descent.

It arrives at the same line, sometimes even faster. But no step is the one that was asked for, and with a loss less
simple than this one such steps may lead elsewhere.

**See for yourself:** work out one step by hand from the example in the specification, and print, in your loop, the
slope that each derivative was computed with.
"""
# fails: batch, stochastic; training converges

import numpy as np


def loss(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error**2) / (2 * len(x))


def gradients(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.mean(error * x), np.mean(error)


def batch_descent(slope, intercept, x, y, lr, epochs):
    losses = []
    for epoch in range(epochs):
        d_slope, _ = gradients(slope, intercept, x, y)
        slope = slope - lr * d_slope
        _, d_intercept = gradients(slope, intercept, x, y)
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses


def stochastic_descent(slope, intercept, x, y, lr, order):
    losses = []
    for n in order:
        d_slope, _ = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        slope = slope - lr * d_slope
        _, d_intercept = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
