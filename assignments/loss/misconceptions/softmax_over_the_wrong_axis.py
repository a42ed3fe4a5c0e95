r"""Your softmax runs down the columns instead of along the rows.

With `axis=0` the probabilities of one class over all samples sum to 1. A sample is a row, and it is its $K$ classes
that share one probability: $p_{nk} = e^{z_{nk}} / \sum_j e^{z_{nj}}$, with the sum over the second index. In yours,
the samples of a batch compete with each other.

With one sample it goes wrong completely: every probability is 1 and the loss is 0, whatever the logits.

**See for yourself:** print `p.sum(axis=1)`. Each row should sum to 1. Then ask for the loss of a sample alone and in
a batch.
"""
# fails: gradient, loss, extremes, convergence, path; training does not converge

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
    z = logits - logits.max(axis=0)
    log_p = z - np.log(np.sum(np.exp(z), axis=0))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
