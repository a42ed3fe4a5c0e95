r"""You divide by the number of all entries, samples times outputs.

`np.mean` of an array $(N, K)$ divides by $N K$. The losses here are means over the $N$ samples and sums over the $K$
outputs, $\frac{1}{N} \sum_n \sum_k \ldots$, so yours comes out $K$ times too small, or its gradient does.

The direction is right, and training goes the right way in steps that are $K$ times shorter. With 1000 classes that is
a learning rate of a thousandth, and nothing tells you.

**See for yourself:** take one sample with four outputs, each wrong by 1. The squared error is half of the sum of four
ones. What does yours return?
"""
# fails: gradient, loss, extremes, path; training converges

import numpy as np


def mean_squared_error(y_pred, y):
    error = y_pred - y
    return np.mean(error**2) / 2, error / error.size


def binary_cross_entropy(logits, y):
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.mean(np.logaddexp(0, logits) - y * logits)
    return loss, (p - y) / y.size


def softmax_cross_entropy(logits, labels):
    rows = np.arange(len(labels))
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    one_hot = np.zeros_like(logits)
    one_hot[rows, labels] = 1
    return -np.mean(one_hot * log_p), (np.exp(log_p) - one_hot) / logits.size


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
