r"""You used a sigmoid where a softmax belongs.

Your probability of a class is $\sigma(z_k)$, a yes-or-no question for each class alone. In `softmax_cross_entropy`
the classes exclude each other, so their probabilities share one sum: $p_k = e^{z_k} / \sum_j e^{z_j}$. Yours do not
sum to 1, and the loss $-\log \sigma(z_c)$ of the right class says nothing about the others.

Training often gets along with it, because each class learns to answer its own question. But the numbers are no
distribution, and the loss is that of another model.

**See for yourself:** take three logits of 0. Three classes that are equally likely have a probability of a third
each, and the loss is $\log 3$. Print yours.
"""
# fails: gradient, loss, extremes, path; training converges

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
    log_p = -np.logaddexp(0, -logits)
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    grad = np.exp(log_p)
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
