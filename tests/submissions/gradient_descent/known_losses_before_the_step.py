"""A known mistake: the losses of the lines that the steps start from, kept in an array."""

import numpy as np


def loss(slope, intercept, x, y):
    return 0.5 * np.mean((y - intercept - slope * x) ** 2)


def gradients(slope, intercept, x, y):
    residual = intercept + slope * x - y
    m = residual.size
    return (1 / m) * np.dot(residual, x), (1 / m) * residual.sum()


def batch_descent(slope, intercept, x, y, lr, epochs):
    history = np.zeros(epochs)
    for epoch in range(epochs):
        residual = intercept + slope * x - y
        history[epoch] = np.mean(residual**2) / 2
        slope = slope - lr * np.mean(residual * x)
        intercept = intercept - lr * np.mean(residual)
    return slope, intercept, history


def stochastic_descent(slope, intercept, x, y, lr, order):
    history = np.zeros(len(order))
    for step, i in enumerate(order):
        history[step] = loss(slope, intercept, x, y)
        residual = intercept + slope * x[i] - y[i]
        slope = slope - lr * residual * x[i]
        intercept = intercept - lr * residual
    return slope, intercept, history
