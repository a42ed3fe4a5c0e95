"""A known mistake: += and -= one after the other, all formulas inline."""

import numpy as np


def loss(slope, intercept, x, y):
    return 0.5 * np.mean((y - intercept - slope * x) ** 2)


def gradients(slope, intercept, x, y):
    residual = intercept + slope * x - y
    m = residual.size
    return (1 / m) * np.dot(residual, x), (1 / m) * residual.sum()


def batch_descent(slope, intercept, x, y, lr, epochs):
    history = []
    m = len(x)
    for _ in range(epochs):
        slope -= lr / m * np.sum((slope * x + intercept - y) * x)
        intercept -= lr / m * np.sum(slope * x + intercept - y)
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history


def stochastic_descent(slope, intercept, x, y, lr, order):
    history = []
    for i in order:
        slope -= lr * (slope * x[i] + intercept - y[i]) * x[i]
        intercept -= lr * (slope * x[i] + intercept - y[i])
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history
