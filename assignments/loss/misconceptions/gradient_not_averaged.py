r"""Your loss is a mean over the samples, but its gradient is not.

The factor $\frac{1}{N}$ belongs to the loss, and what belongs to the loss is in its derivative as well:
$\frac{\partial}{\partial \hat y} \frac{1}{2N} (\hat y - y)^2 = \frac{1}{N} (\hat y - y)$. Yours lacks it, and so is
the gradient of another loss than the one that you return: of the sum.

Training with it takes steps that grow with the batch. The curve that you plot looks reasonable until the batch is
large.

**See for yourself:** repeat every sample of a batch, so that it is twice as long. Your loss stays the same. An entry
that counts only half as much in it has half the gradient. Does yours halve?
"""
# fails: gradient, extremes, convergence, path; training does not converge

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error


def binary_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, p - y


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
