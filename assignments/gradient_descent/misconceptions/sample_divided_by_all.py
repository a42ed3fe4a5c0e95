"""Your steps of one sample are divided by the number of all samples.

The loss of a batch is a mean over the samples **in the batch**. In a stochastic step there is one, so its derivatives
are $e_n x_n$ and $e_n$, divided by 1. You divide them by $N$.

The direction is right, but each step is $N$ times too short: one round through all samples moves the line about as
far as one single step of batch descent. It would arrive in the end, $N$ times too late.

**See for yourself:** take one step with one sample, then add a thousand other samples that the order does not
mention, and take the same step. Should it be shorter?
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
    for n in order:
        d_slope, d_intercept = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        slope = slope - lr * d_slope / len(x)
        intercept = intercept - lr * d_intercept / len(x)
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
