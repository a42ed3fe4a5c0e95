"""Sample by sample, with the derivative of the softmax for the right class only."""

import numpy as np


def mean_squared_error(y_pred, y):
    N = y.shape[0]
    diff = np.subtract(y_pred, y)
    return float((diff * diff).sum() / 2 / N), diff / N


def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def binary_cross_entropy(logits, y):
    N = y.shape[0]
    softplus = np.maximum(logits, 0) + np.log1p(np.exp(-np.abs(logits)))
    return float((softplus - logits * y).sum() / N), (sigmoid(logits) - y) / N


def softmax_cross_entropy(logits, labels):
    N, K = logits.shape
    total = 0.0
    grad = np.zeros((N, K))
    for i in range(N):
        c = int(labels[i])
        row = logits[i] - max(logits[i])
        log_sum = np.log(np.exp(row).sum())
        total -= row[c] - log_sum
        p = np.exp(row[c] - log_sum)
        # -1/p * p * (1 - p)
        grad[i][c] = -(1 - p) / N
    return total / N, grad


def l2_penalty(weights, strength, n_samples):
    loss = 0.0
    grads = []
    for w in weights:
        loss += 0.5 * strength * float(np.sum(w * w)) / n_samples
        grads.append(w * strength / n_samples)
    return loss, grads
