"""A softmax as it stands in the book. All else is careful."""

import numpy as np


def mean_squared_error(y_pred, y):
    n = y_pred.shape[0]
    return np.sum((y_pred - y) ** 2) / n / 2, (y_pred - y) / n


def binary_cross_entropy(logits, y):
    n = logits.shape[0]
    small = np.exp(-abs(logits))
    p = np.where(logits > 0, 1, small) / (1 + small)
    return np.sum(np.maximum(logits, 0) - logits * y + np.log1p(small)) / n, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n, k = logits.shape
    e = np.exp(logits)
    p = (e.T / e.sum(axis=1)).T
    loss = -np.log(p[range(n), labels]).mean()
    grad = (p - np.eye(k)[labels]) / n
    return loss, grad


def l2_penalty(weights, strength, n_samples):
    factor = strength / n_samples
    return factor * np.sum([np.sum(w**2) for w in weights]) / 2, [factor * w for w in weights]
