"""Backpropagation through two hidden layers.

params is a dict of arrays: W1 (D, H1), b1 (H1,), W2 (H1, H2), b2 (H2,), W3 (H2, K), b3 (K,).
activation, of both hidden layers, is "sigmoid", "tanh" or "relu". The output is always a sigmoid.
"""

import numpy as np


def forward(params, X, activation):
    """The network's output.

    X is (N, D). Returns y_pred (N, K).
    """
    raise NotImplementedError("forward is still to be written")


def gradients(params, X, y, activation, loss):
    """The loss, and its gradient with respect to every parameter.

    y is (N, K). loss is "squared_error" or "cross_entropy". Returns a number, and a dict with the keys and the
    shapes of params.
    """
    raise NotImplementedError("gradients is still to be written")


def train(X, y, activation, seed):
    """Train a network from random weights.

    X is (N, D), y is (N, K) of 0 and 1. Returns the trained params (H1 and H2 are yours to choose), and a list
    with the loss after each epoch. It has 30 seconds.
    """
    rng = np.random.default_rng(seed)
    raise NotImplementedError("train is still to be written")
