"""The derivatives are not numbers; the lines stay where they are."""

import numpy as np


def loss(slope, intercept, x, y):
    return 0.5 * np.mean((y - intercept - slope * x) ** 2)


def gradients(slope, intercept, x, y):
    return np.nan, np.nan


def batch_descent(slope, intercept, x, y, lr, epochs):
    return np.nan, np.nan, [loss(slope, intercept, x, y)] * epochs


def stochastic_descent(slope, intercept, x, y, lr, order):
    return np.nan, np.nan, [loss(slope, intercept, x, y)] * len(order)
