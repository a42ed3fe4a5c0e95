r"""Your gradient is with respect to the probabilities, not to the logits.

You differentiated the loss by $p$ and stopped there: $-1/p$ for the right class of a softmax, and $\frac{p - y}{p (1
- p)}$ for a sigmoid. The first argument of the function is the logit $z$, so the chain rule asks for one more factor,
$\frac{\partial p}{\partial z}$. With it, the fraction cancels.

Without it, the gradient grows beyond all limits where a probability is small, and never becomes 0 where everything is
right.

**See for yourself:** add 0.001 to one logit and see how much the loss changes, divided by 0.001. Compare with your
gradient's entry. Then try a logit of -20 for a target of 1.
"""
# fails: gradient, extremes, convergence, path; training does not converge

import numpy as np


def mean_squared_error(y_pred, y):
    n = len(y)
    error = y_pred - y
    return np.sum(error**2) / (2 * n), error / n


def binary_cross_entropy(logits, y):
    n = len(y)
    p = np.exp(-np.logaddexp(0, -logits))
    loss = np.sum(np.logaddexp(0, logits) - y * logits) / n
    return loss, (p - y) / (p * (1 - p)) / n


def softmax_cross_entropy(logits, labels):
    n = len(labels)
    rows = np.arange(n)
    z = logits - logits.max(axis=1, keepdims=True)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    loss = -np.sum(log_p[rows, labels]) / n
    grad = np.zeros_like(logits)
    grad[rows, labels] = -1 / np.exp(log_p[rows, labels])
    return loss, grad / n


def l2_penalty(weights, strength, n_samples):
    loss = strength / (2 * n_samples) * sum(np.sum(W**2) for W in weights)
    return loss, [strength / n_samples * W for W in weights]
