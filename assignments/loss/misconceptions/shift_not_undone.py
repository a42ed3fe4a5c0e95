r"""In the loss of your softmax, one part is shifted and the other is not.

To subtract the largest logit before `exp` is right, and changes nothing as long as it is done everywhere. The loss of
a sample is $\log \sum_j e^{z_j} - z_c$. You shifted the logits in the sum, and left $z_c$ as it was, so each sample's
loss is too small by its largest logit. It can even become negative.

The gradient is right, and so training works. Only the number that you watch is wrong, and by how much changes as it
learns.

**See for yourself:** add 100 to all logits of a batch. The probabilities stay the same. Does your loss?
"""
# fails: loss, extremes; training converges

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
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    total = exponentials.sum(axis=1)
    loss = np.mean(np.log(total) - logits[np.arange(n), labels])
    grad = exponentials / total[:, None]
    grad[np.arange(n), labels] -= 1
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
