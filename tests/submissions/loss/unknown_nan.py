"""Everything is not a number."""

import numpy as np


def mean_squared_error(y_pred, y):
    return np.nan, y_pred * np.nan


def binary_cross_entropy(logits, y):
    return np.nan, logits * np.nan


def softmax_cross_entropy(logits, labels):
    return np.nan, logits * np.nan


def l2_penalty(weights, strength, n_samples):
    return np.nan, [W * np.nan for W in weights]
