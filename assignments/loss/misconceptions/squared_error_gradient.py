r"""You handed in the gradient of the squared error for cross-entropy.

Your loss is the cross-entropy, but your gradient is that of $\frac{1}{2} \sum_k (p_k - y_k)^2$ taken back through the
sigmoid or the softmax. Its error $p - y$ is multiplied by the slope, $\sigma'(z) = p (1 - p)$, once too often. The
derivative of the logarithm is $1/p$: it cancels that slope, and in the cross-entropy's gradient none is left.

It matters most where the network is surest and wrong. There the slope is nearly 0, so the worst mistakes teach least.
Training still goes downhill, but slowly, and with some starting points it stays where it is.

**See for yourself:** take one sample with target 1 and a logit of -10. The loss is about 10, it falls by about 1 for
each step of 1 in the logit, and so the gradient should be close to -1. Print yours.
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
    return loss, (p - y) * p * (1 - p) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[np.arange(n), labels]) / n
    p = np.exp(log_p)
    error = p.copy()
    error[np.arange(n), labels] -= 1
    # through the softmax: dp_k/dz_j = p_k (1[k = j] - p_j)
    grad = p * (error - np.sum(error * p, axis=1, keepdims=True))
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
