r"""Your softmax has a gradient for the right class only.

You used $\frac{\partial p_k}{\partial z_k} = p_k (1 - p_k)$, which is the diagonal of the softmax's derivative. But
every probability depends on every logit of its row, since they share one sum: $\frac{\partial p_k}{\partial z_j} =
-p_k p_j$ for $j \neq k$. So a wrong class has a gradient as well: its logit has to fall. In your gradient these
entries are all 0.

Training with it pulls the right scores up and never pushes a wrong one down. It learns something, which is why this
one goes unnoticed.

**See for yourself:** print the sum of each row of your gradient. Adding 1 to all logits of a row leaves the loss as
it is; so each sum should be 0.
"""
# fails: gradient, extremes, path; training converges

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
    rows = np.arange(n)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[rows, labels]) / n
    p = np.exp(log_p[rows, labels])
    grad = np.zeros_like(logits)
    # dL/dp = -1/p and dp/dz = p (1 - p); together p - 1
    grad[rows, labels] = (p - 1) / n
    return loss, grad


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
