r"""Your softmax takes `exp` of the logits as they are.

`np.exp` overflows to infinity from about 710 on, and becomes 0 below about -745. Then a probability is infinity
divided by infinity or 0 divided by 0: not a number. Just before that, near -735, it still is a number, but one with
only a few digits left.

A softmax does not change when the same number is subtracted from every logit of a row: $\frac{e^{z_k - s}}{\sum_j
e^{z_j - s}} = \frac{e^{z_k}}{\sum_j e^{z_j}}$. So the size of the logits is no reason to overflow. Only their
differences matter.

**See for yourself:** try logits of 1, 2 and 3, then 1001, 1002 and 1003. Loss and gradient should be the same.
"""
# fails: extremes; training converges

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
    exponentials = np.exp(logits)
    p = exponentials / np.sum(exponentials, axis=1, keepdims=True)
    loss = -np.sum(np.log(p[np.arange(n), labels])) / n
    grad = p.copy()
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
