r"""The gradient of your squared error is twice as large as it should be.

The derivative of a square brings a 2 with it, and the loss here is $\frac{1}{2N} \sum_n \sum_k (\hat y - y)^2$: its
one half is there to cancel that 2. Your loss has the half, your gradient was derived without it.

Every step of training is twice as long as the learning rate says. Often that does no harm, which is why it stays
unnoticed until you compare with somebody else's numbers.

**See for yourself:** compute your loss at predictions of 3 and of 3.001, for one target of 1. How much larger is it,
divided by 0.001? Compare with your gradient at 3.
"""
# fails: gradient; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), 2 * error / n


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
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
