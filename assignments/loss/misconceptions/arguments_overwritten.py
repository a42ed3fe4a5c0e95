"""Your function writes into the arrays that it was given.

`y_pred -= y`, `W *= strength` or an assignment to `logits[...]` change the caller's own array: NumPy hands over no
copies, and `z = logits` is only a second name for the same numbers. What you return is right. But whoever called you
goes on with logits that are none any more, and the next step of training starts from them.

An operation with `=` after it, a slice on the left side, or `out=` works in place. An expression on its own, such as
`a - b`, makes a new array.

**See for yourself:** print an array before and after you hand it to your function. Call it twice, and compare the two
losses.
"""
# fails: arguments; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    y_pred -= y
    return np.sum(y_pred**2) / (2 * n), y_pred / n


def binary_cross_entropy(logits, y):
    n = len(y)
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    p = logits
    p[:] = np.exp(-np.logaddexp(0, -logits))
    return loss, (p - y) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    logits -= logits.max(axis=1, keepdims=True)
    log_p = logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    for W in weights:
        W *= strength / n_samples
    return loss, weights
