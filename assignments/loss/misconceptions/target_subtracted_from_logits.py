r"""You subtract the targets from the logits, not from the probabilities.

A logit is a score, any real number. It becomes a probability by the sigmoid or by the softmax, and only then can it
be compared with a target: $\frac{\partial L}{\partial z} = \frac{1}{N} (p - y)$ with $p = \sigma(z)$ or $p =
\mathrm{softmax}(z)$. Yours is $\frac{1}{N} (z - y)$, the gradient of a squared error that wants the logits themselves
to be 0 and 1.

**See for yourself:** take a sample of class 1 and a logit of 8. The network is sure, and right; the gradient should
be almost 0. Is yours? And in a softmax each row of the gradient sums to 0. Print your sums.
"""
# fails: gradient, extremes, convergence, path; training does not converge

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, (logits - y) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    one_hot = np.zeros_like(logits)
    one_hot[np.arange(n), labels] = 1
    return loss, (logits - one_hot) / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
