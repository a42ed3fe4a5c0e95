"""A straight line through points, found by gradient descent.

x and y are (N,), everything else is a number unless it says otherwise.
"""

import numpy as np


def loss(slope, intercept, x, y):
    """Half the mean squared error of the line. Returns a number."""
    raise NotImplementedError("loss is still to be written")


def gradients(slope, intercept, x, y):
    """The derivatives of the loss. Returns two numbers: by the slope, and by the intercept."""
    raise NotImplementedError("gradients is still to be written")


def batch_descent(slope, intercept, x, y, lr, epochs):
    """Gradient descent with all samples at each step.

    Returns the slope and the intercept after so many epochs, and a list: the loss after each of them.
    """
    raise NotImplementedError("batch_descent is still to be written")


def stochastic_descent(slope, intercept, x, y, lr, order):
    """Gradient descent with one sample at each step; order is an array of the samples' numbers.

    Returns the slope and the intercept after the last step, and a list: the loss of all samples after each step.
    """
    raise NotImplementedError("stochastic_descent is still to be written")
