"""One sign of two is wrong."""

import numpy as np


def loss(slope, intercept, x, y):
    return 0.5 * np.mean((y - intercept - slope * x) ** 2)


def gradients(slope, intercept, x, y):
    residual = intercept + slope * x - y
    m = residual.size
    return (1 / m) * np.dot(residual, x), -(1 / m) * residual.sum()


def batch_descent(slope, intercept, x, y, lr, epochs):
    history = []
    for _ in range(epochs):
        ds, di = gradients(slope, intercept, x, y)
        slope, intercept = slope - lr * ds, intercept - lr * di
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history


def stochastic_descent(slope, intercept, x, y, lr, order):
    history = []
    for i in order:
        residual = intercept + slope * x[i] - y[i]
        slope, intercept = slope - lr * residual * x[i], intercept - lr * residual
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history
