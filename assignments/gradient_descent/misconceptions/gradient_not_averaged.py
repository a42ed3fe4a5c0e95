r"""Your derivatives are sums over the samples, but the loss is a mean.

The loss has a factor $\frac{1}{N}$, and a constant factor stays in a derivative. Yours is left out, so that both
derivatives are $N$ times too large. For one sample they are right, and so is stochastic descent.

Batch descent takes steps $N$ times too long. A learning rate that suits 10 samples throws the line off with 1000.

**See for yourself:** give every sample twice, `np.tile(x, 2)` and `np.tile(y, 2)`. The loss stays as it was, since it
is a mean. What happens to your derivatives?
"""
# fails: gradient, batch, convergence; training does not converge

import numpy as np


def loss(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error**2) / (2 * len(x))


def gradients(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error * x), np.sum(error)


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
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
