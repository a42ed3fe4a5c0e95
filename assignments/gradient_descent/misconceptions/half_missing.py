r"""Your loss lacks the one half.

The loss is $\frac{1}{2N} \sum_n e_n^2$, and you return twice that. The half is there so that the 2 of the derivative
cancels: derivatives without a 2 belong to the loss with the half, not to yours.

The descent does not notice, since it never looks at the loss. You do: the number that you print is not the one that
you minimise, and a check of the derivatives is wrong by a factor of 2.

**See for yourself:** take one sample, and a line 3 above it. Half the square is 4.5. Print your loss.
"""
# fails: loss, batch, stochastic; training converges

import numpy as np


def loss(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error**2) / len(x)


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
        slope = slope - lr * d_slope
        intercept = intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
