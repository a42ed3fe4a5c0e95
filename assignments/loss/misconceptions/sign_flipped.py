r"""Your gradient points downhill.

It is the right gradient times -1: target minus prediction where prediction minus target belongs. A gradient points to
where the loss grows, $\frac{\partial L}{\partial z} = \frac{1}{N} (p - y)$, and whoever trains subtracts it. With the
sign turned in advance, each step of gradient descent goes uphill, and the loss grows from the first step on.

**See for yourself:** take a prediction of 3 for a target of 1. A larger prediction makes the loss larger, so the
gradient is positive. Print the sign of yours.
"""
# fails: gradient, extremes, convergence, path; training does not converge

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y - y_pred
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, (y - p) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = -np.exp(log_p)
    grad[np.arange(n), labels] += 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
