r"""Your derivatives have the wrong sign.

The error is $e_n = \hat y_n - y_n$, prediction minus target: it is positive where the line lies too high. Yours is
the other way round. The loss does not notice, since it squares the error. The derivatives do: they point downhill,
and who subtracts them from slope and intercept climbs. The loss grows with every step, until it is no number any
more.

**See for yourself:** take a line far above all points. To raise it further makes the loss larger, so the derivative
by the intercept has to be positive. Print yours.
"""
# fails: gradient, batch, stochastic, convergence; training does not converge

import numpy as np


def loss(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error**2) / (2 * len(x))


def gradients(slope, intercept, x, y):
    error = y - (slope * x + intercept)
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
