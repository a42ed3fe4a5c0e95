r"""Your derivatives are twice too large: they belong to a loss without the one half.

The derivative of $e^2$ is $2 e \, e'$, and the loss here is $\frac{1}{2N} \sum_n e_n^2$: its one half and that 2
cancel. Yours are the derivatives of $\frac{1}{N} \sum_n e_n^2$, another loss, with the same lowest point.

So training arrives all the same: as if the learning rate were twice as large. That is why nobody notices, until a
learning rate that should just about work does not.

**See for yourself:** one sample with $x = 1$, and a line 3 above it. The loss is 4.5; a line 3.001 above it has a
loss of 4.5030005. How steep is that, and what do you return?
"""
# fails: gradient, batch, stochastic; training converges

import numpy as np


def loss(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error**2) / (2 * len(x))


def gradients(slope, intercept, x, y):
    error = slope * x + intercept - y
    return 2 * np.mean(error * x), 2 * np.mean(error)


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
