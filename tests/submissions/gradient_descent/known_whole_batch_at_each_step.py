"""A known mistake: the order is walked through, and each step takes all samples."""

import numpy as np


def loss(slope, intercept, x, y):
    return 0.5 * np.mean((y - intercept - slope * x) ** 2)


def gradients(slope, intercept, x, y):
    residual = intercept + slope * x - y
    m = residual.size
    return (1 / m) * np.dot(residual, x), (1 / m) * residual.sum()


def batch_descent(slope, intercept, x, y, lr, epochs):
    history = []
    for _ in range(epochs):
        ds, di = gradients(slope, intercept, x, y)
        slope, intercept = slope - lr * ds, intercept - lr * di
        history.append(loss(slope, intercept, x, y))
    return slope, intercept, history


def stochastic_descent(slope, intercept, x, y, lr, order):
    w = np.array([slope, intercept])
    A = np.column_stack([x, np.ones_like(x)])
    history = []
    for i in order:
        w = w - lr * np.mean((A @ w - y)[:, None] * A, axis=0)
        history.append(loss(w[0], w[1], x, y))
    return w[0], w[1], history
