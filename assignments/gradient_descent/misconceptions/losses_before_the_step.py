"""You note the loss before the step, not after it.

The k-th loss belongs to the line **after** the k-th step. Yours is that of the line which the step starts from: your
first loss is that of the line you were given, which nobody has trained yet, and the loss of the line that you return
is not in your list.

The line itself is right. But whoever reads your curve sees it one step late, and cannot see a last step that went
wrong.

**See for yourself:** after a descent, compute the loss of the line that you return, and compare it with the last
number of your list.
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
        losses.append(loss(slope, intercept, x, y))
        d_slope, d_intercept = gradients(slope, intercept, x, y)
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
    return slope, intercept, losses


def stochastic_descent(slope, intercept, x, y, lr, order):
    losses = []
    for n in order:
        losses.append(loss(slope, intercept, x, y))
        d_slope, d_intercept = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
    return slope, intercept, losses
