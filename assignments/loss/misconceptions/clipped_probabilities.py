r"""You clip the probabilities before the logarithm.

With every $p$ held between 1e-7 and 1 - 1e-7, no sample can cost more than 16.1. A confident mistake with a logit of
1000 costs 1000: the loss is there to say so. Your number stops growing exactly where things are worst. Nor does the
gradient fit it: clipped, the loss is flat there, and its gradient would be 0.

The probability need not appear in the loss at all. $\log p$ can be written by the logits alone, and then there is
nothing to clip.

**See for yourself:** print your loss for a target of 1 and logits of -10, -20, -50 and -500. It should be about 10,
20, 50 and 500.
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
    safe = np.clip(p, 1e-7, 1 - 1e-7)
    loss = -np.sum(y * np.log(safe) + (1 - y) * np.log(1 - safe)) / n
    return loss, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = exponentials / exponentials.sum(axis=1, keepdims=True)
    safe = np.clip(p, 1e-7, 1 - 1e-7)
    loss = -np.sum(np.log(safe[np.arange(n), labels])) / n
    grad = p.copy()
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
