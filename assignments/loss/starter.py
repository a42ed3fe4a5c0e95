"""Loss functions and their gradients.

Every function returns a pair: the loss, and its gradient with respect to the first argument.
"""

import numpy as np


def mean_squared_error(y_pred, y):
    """Half the squared error per sample, summed over outputs.

    y_pred and y are (N, K). Returns a number and a gradient (N, K).
    """
    raise NotImplementedError("mean_squared_error is still to be written")


def binary_cross_entropy(logits, y):
    """The cross-entropy of independent yes-or-no outputs, summed over outputs.

    logits and y are (N, K), y in [0, 1]. Returns a number and a gradient (N, K).
    """
    raise NotImplementedError("binary_cross_entropy is still to be written")


def softmax_cross_entropy(logits, labels):
    """The mean cross-entropy of the softmax of each row of logits against the row's label.

    logits are (N, K), labels (N,) integers from 0 to K - 1. Returns a number and a gradient (N, K).
    """
    raise NotImplementedError("softmax_cross_entropy is still to be written")


def l2_penalty(weights, strength, n_samples):
    """The L2 penalty of all weights together.

    weights is a list of arrays of any shape. Returns a number and a list of gradients, one for each array.
    """
    raise NotImplementedError("l2_penalty is still to be written")
