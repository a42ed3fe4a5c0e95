r"""You add 1e-7 inside the logarithm.

That keeps $\log 0$ away, and makes the loss wrong everywhere: a little where $p$ is near 1, much where $p$ is small,
and where $p$ is 0 it returns 16.1, whatever the truth. A confident mistake with a logit of 1000 costs 1000, not 16.
Nor does your gradient fit that loss: it is the gradient of $\log p$, without the 1e-7.

The probability need not appear in the loss at all. $\log p$ can be written by the logits alone, and then there is
nothing to protect.

**See for yourself:** print your loss for a target of 1 and logits of -5, -15, -50 and -500. It should be about 5, 15,
50 and 500.
"""
# fails: loss, extremes; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = -np.sum(y * np.log(p + 1e-7) + (1 - y) * np.log(1 - p + 1e-7)) / n
    return loss, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = exponentials / exponentials.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(p[np.arange(n), labels] + 1e-7)) / n
    grad = p.copy()
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
