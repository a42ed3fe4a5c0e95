"""Cross-entropy on the screen, squared error in the gradient: Jacobian by Jacobian for the softmax."""

import numpy as np


def mean_squared_error(y_pred, y):
    return 0.5 * np.sum((y_pred - y) ** 2) / y_pred.shape[0], (y_pred - y) / y_pred.shape[0]


def log_sigmoid(z):
    return -np.logaddexp(0.0, -z)


def binary_cross_entropy(logits, y):
    a = np.exp(log_sigmoid(logits))
    loss = -np.mean(np.sum(y * log_sigmoid(logits) + (1 - y) * log_sigmoid(-logits), axis=1))
    slope = a * (1 - a)
    delta = np.multiply(a - y, slope)
    return loss, delta / logits.shape[0]


def softmax_cross_entropy(logits, labels):
    n, k = logits.shape
    z = logits - np.amax(logits, axis=1).reshape(n, 1)
    log_p = z - np.log(np.exp(z).sum(axis=1)).reshape(n, 1)
    p = np.exp(log_p)
    target = np.eye(k)[labels]
    grad = np.empty_like(p)
    for i in range(n):
        jacobian = np.diag(p[i]) - np.outer(p[i], p[i])
        grad[i] = jacobian @ (p[i] - target[i])
    return -(target * log_p).sum() / n, grad / n


def l2_penalty(weights, strength, n_samples):
    c = strength / n_samples
    return c * sum((w**2).sum() for w in weights) / 2, [c * w for w in weights]
