r"""You add up the samples where their mean belongs.

What you return is $N$ times too large: a sum over the batch, not $\frac{1}{N}$ of it. With one sample nobody can see
the difference. With 512, each step of gradient descent is 512 times as long.

So a learning rate that works for small batches makes large ones diverge. It looks as if large batches were to blame,
or the kind of loss; it is the missing mean.

**See for yourself:** repeat every sample of a batch, so that it is twice as long. The loss of the same samples should
not change, and each entry of the gradient should halve. Print both.
"""
# fails: gradient, loss, extremes, convergence, path; training does not converge

import numpy as np


def mean_squared_error(y_pred, y):
    error = y_pred - y
    return np.sum(error**2) / 2, error


def binary_cross_entropy(logits, y):
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits)
    return loss, p - y


def softmax_cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    grad = np.exp(log_p)
    grad[rows, labels] -= 1
    return -np.sum(log_p[rows, labels]), grad


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
