r"""Your squared error lacks the one half.

The loss is $\frac{1}{2N} \sum_n \sum_k (\hat y - y)^2$, and you return twice that. The half is there so that the 2 of
the derivative cancels: a gradient of $\frac{1}{N} (\hat y - y)$ belongs to the loss with the half, not to yours.

Training does not notice, since it never looks at the loss. You do: the number that you print is not the one that you
minimise, and a gradient check is wrong by a factor of 2.

**See for yourself:** take one sample, one output, and an error of 3. Half of its square is 4.5. Print your loss.
"""
# fails: loss; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / n, error / n


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
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
