"""Right: a matrix with a column of ones, weights changed in place on a copy, arrays and NumPy scalars returned."""

import numpy as np


def design(x):
    return np.vstack([x, np.ones(len(x))]).T


def loss(slope, intercept, x, y):
    return np.mean((design(x) @ [slope, intercept] - y) ** 2) / 2


def gradients(slope, intercept, x, y):
    A = design(x)
    return tuple(A.T @ (A @ np.array([slope, intercept]) - y) / len(x))


def batch_descent(slope, intercept, x, y, lr, epochs):
    A, w, losses = design(x), np.array([slope, intercept]), np.empty(epochs)
    for epoch in range(epochs):
        w -= lr / len(x) * A.T @ (A @ w - y)
        losses[epoch] = loss(*w, x, y)
    return w[0], w[1], losses


def stochastic_descent(slope, intercept, x, y, lr, order):
    A, w, losses = design(x), np.array([slope, intercept]), np.empty(len(order))
    for step, n in enumerate(order):
        w -= lr * (A[n] @ w - y[n]) * A[n]
        losses[step] = loss(*w, x, y)
    return w[0], w[1], losses
