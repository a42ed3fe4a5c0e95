"""Returns zeros of the right shapes."""

import numpy as np


def mean_squared_error(y_pred, y):
    return 0.0, np.zeros(y.shape)


def binary_cross_entropy(logits, y):
    return 0.0, np.zeros(y.shape)


def softmax_cross_entropy(logits, labels):
    return 0.0, np.zeros(logits.shape)


def l2_penalty(weights, strength, n_samples):
    return 0.0, [np.zeros(np.shape(W)) for W in weights]
