"""A tenth of each label is spread over all classes; loss and gradient fit each other."""

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
    n, k = logits.shape
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    target = np.full((n, k), 0.1 / k)
    target[np.arange(n), labels] += 0.9
    return -np.sum(target * log_p) / n, (np.exp(log_p) - target) / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
