r"""You divide by the number of outputs instead of the number of samples.

Your mean is taken with $K$, the number of columns, as in `m = y.shape[1]`. That is right in texts where a sample is a
column. Here a sample is a row, and the loss is $\frac{1}{N} \sum_n \ldots$ with $N$ the number of rows.

With $N$ samples your step is $N / K$ times too long. A small batch may not mind; a large one makes training jump to
and fro or fly off, at a learning rate that was fine before.

**See for yourself:** repeat every sample of a batch, so that it is twice as long. A mean does not change. Does your
loss?
"""
# fails: gradient, loss, extremes, convergence, path; training does not converge

import numpy as np


def mean_squared_error(y_pred, y):
    m = y.shape[1]
    error = y_pred - y
    return np.sum(error**2) / (2 * m), error / m


def binary_cross_entropy(logits, y):
    m = y.shape[1]
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / m
    return loss, (p - y) / m


def softmax_cross_entropy(logits, labels):
    m = logits.shape[1]
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[rows, labels]) / m
    grad = np.exp(log_p)
    grad[rows, labels] -= 1
    return loss, grad / m


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
