r"""Your derivative by the slope lacks the factor x.

The prediction is $a x_n + b$. By the chain rule, $\frac{\partial L}{\partial a}$ is the mean of $e_n x_n$, since the
slope acts on a sample through its $x_n$; only for the intercept is that factor 1. You return the mean error for both.

Slope and intercept then always take the same step. Their difference never changes, so that training only arrives if
it happened to be right from the start.

**See for yourself:** points at $x = -1$ and $x = 1$ with $y = -1$ and $y = 1$, and a flat line at 0. The mean error
is zero, and the line is wrong. What is your derivative by the slope?
"""
# fails: gradient, batch, stochastic, convergence; training does not converge

import numpy as np


def loss(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.sum(error**2) / (2 * len(x))


def gradients(slope, intercept, x, y):
    error = slope * x + intercept - y
    return np.mean(error), np.mean(error)


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
