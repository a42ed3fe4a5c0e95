r"""Your stochastic descent takes the gradient of all samples at each step.

Stochastic descent looks at **one** sample, number $n$ from the order, and steps against the gradient of its loss
alone, $\frac{1}{2} e_n^2$. That is the point of it: a step costs the same for ten samples as for ten million. Yours
goes through the order, but each of its steps is a step of batch descent, and the order makes no difference.

It arrives, smoothly, at the cost of $N$ samples for each step.

**See for yourself:** call it twice with the same samples in two different orders. Do the results differ?
"""
# fails: stochastic; training converges

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
        d_slope, d_intercept = gradients(slope, intercept, x, y)
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
