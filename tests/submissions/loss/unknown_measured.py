"""A complex step: exact, and a pass for each entry. No known mistake, only no derivation."""

import numpy as np


def half_squares(z, y):
    return np.sum((z - y) ** 2) / (2 * len(y))


def measured(loss, z):
    grad = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        moved = z.astype(complex)
        moved[index] += 1e-30j
        grad[index] = loss(moved).imag / 1e-30
    return grad


def mean_squared_error(y_pred, y):
    return half_squares(y_pred, y), measured(lambda z: half_squares(z, y), y_pred)


def binary_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n, k = logits.shape

    def per_sample(z):
        z = z - z.real.max(axis=1, keepdims=True)
        return np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(n), labels]

    grad = np.zeros((n, k))
    for j in range(k):
        moved = logits.astype(complex)
        moved[:, j] += 1e-30j
        grad[:, j] = per_sample(moved).imag / 1e-30 / n
    return np.mean(per_sample(logits)), grad


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
