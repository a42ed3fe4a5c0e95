r"""Your penalty adds up the norms of the weights, not the norms' squares.

`np.linalg.norm` takes the root of the sum of squares. The penalty is $\frac{\lambda}{2m} \sum_W \lVert W \rVert^2$,
with the square, and your gradient $\frac{\lambda}{m} W$ is the derivative of that one. The norm's own derivative
would be $W / \lVert W \rVert$, as long for small weights as for large ones.

**See for yourself:** double all weights. The penalty should become four times as large. What does yours do?
"""
# fails: loss; training converges

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
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.linalg.norm(W) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
