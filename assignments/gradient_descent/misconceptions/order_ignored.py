"""Your stochastic descent does not follow the order.

`order` is a list of samples, and each entry is a step: `[2, 0, 2]` is three steps, with the samples 2, 0 and again 2.
You go through all samples from the first to the last instead, once. A sample that is not in the order takes part, and
one that is there twice does not come twice.

In stochastic descent the order matters: two steps one way do not end where they end the other way. Data sorted by
size, say, drag the line first to one side and then to the other, which is why samples are shuffled.

**See for yourself:** count the losses that you return for an order with three entries.
"""
# fails: stochastic, convergence; training does not converge

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
        d_slope, d_intercept = gradients(slope, intercept, x, y)
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses


def stochastic_descent(slope, intercept, x, y, lr, order):
    losses = []
    for n in range(len(x)):
        d_slope, d_intercept = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
