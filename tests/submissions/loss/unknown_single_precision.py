"""Computed in float32."""

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = (y_pred - y).astype(np.float32)
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    logits = logits.astype(np.float32)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = (logits - logits.max(axis=1, keepdims=True)).astype(np.float32)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
