r"""Your binary cross-entropy has only the term of the targets that are 1.

You return $-\frac{1}{N} \sum y \log p$. Where a target is 0 that is 0, whatever the prediction. The other half, $(1 -
y) \log (1 - p)$, is what makes a false yes cost something. That form with one term is the softmax's, where the
classes share one sum; here each output stands alone.

A network trained with it has a perfect loss once it says yes to everything.

**See for yourself:** take a target of 0 and logits of -5, 0 and 5. The loss should grow from almost 0 to about 5.
Print yours.
"""
# fails: gradient, loss, extremes; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    log_p = -np.logaddexp(0, -logits)
    loss = -np.sum(y * log_p) / n
    return loss, y * (np.exp(log_p) - 1) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
