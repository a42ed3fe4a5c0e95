r"""Your penalty is multiplied by the number of samples.

`strength / 2 * n_samples` is read from left to right: first divided by 2, then **multiplied** by `n_samples`. In
$\frac{\lambda}{2m}$ both stand below the line.

The penalty that you report is $m^2$ times too large. Its gradient, which has no 2, came out right, so training does
not notice; the curve that you plot hardly shows the loss any more.

**See for yourself:** print your penalty for one weight of 1, strength 1 and 10 samples. Half of a tenth is 0.05.
"""
# fails: loss; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / 2 * n_samples * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
