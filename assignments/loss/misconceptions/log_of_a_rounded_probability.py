r"""Your binary cross-entropy takes the logarithm of a probability that was rounded.

From a logit of about 37 on, $\sigma(z)$ is 1 in float64, and $1 - \sigma(z)$ is 0: its logarithm is minus infinity.
And 0 times infinity, for a target of 1, is not a number. Before that, at a logit of 30, the difference $1 -
\sigma(z)$ keeps three digits, and the loss has no more.

The loss itself is harmless: for a target of 0 it is $\log(1 + e^z)$, hardly more than $z$ when $z$ is large. What
fails is the way over the probability.

**See for yourself:** print your loss for a target of 0 and logits of 20, 30, 35 and 40. It should be 20, 30, 35 and
40, to a hair.
"""
# fails: extremes; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    p = 1 / (1 + np.exp(-logits))
    loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / n
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
