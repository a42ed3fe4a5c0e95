r"""Your descent never moves the intercept.

The line has two numbers, and both have to move at each step: $a$ by $-\eta \frac{\partial L}{\partial a}$, and $b$ by
$-\eta \frac{\partial L}{\partial b}$. Only your slope does. The line turns about the point where it crosses the y
axis, and ends as good as a line through that point can be. The loss falls and settles, which looks like success.

**See for yourself:** compare the intercept that you return with the one that you were given.
"""
# fails: batch, stochastic, convergence; training does not converge

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
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses


def stochastic_descent(slope, intercept, x, y, lr, order):
    losses = []
    for n in order:
        d_slope, d_intercept = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        slope = slope - lr * d_slope
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
