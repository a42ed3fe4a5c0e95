r"""You subtract the largest logit of the whole batch, not of each row.

That keeps `exp` from overflowing. But a row whose own logits are all far below the batch's largest becomes a row of
zeros, and 0 divided by 0 is not a number. Where the distance is about 735, a few digits are left, and they are wrong.

The number that is subtracted has to be the same within a row, where it cancels: $\frac{e^{z_k - s}}{\sum_j e^{z_j -
s}} = \frac{e^{z_k}}{\sum_j e^{z_j}}$. From row to row it may differ.

**See for yourself:** take two samples with logits of 1, 2, 3 and of 1001, 1002, 1003. Both rows have the same
probabilities. Print yours.
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
    z = logits - np.max(logits)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
