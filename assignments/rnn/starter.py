"""Backpropagation through time in a vanilla recurrent network.

    h_t = tanh(x_t @ Wxh + h_{t-1} @ Whh + bh)        logits_t = h_t @ Why + by

params is a dict of arrays: Wxh (D, H), Whh (H, H), bh (H,), Why (H, K), by (K,).
"""

import numpy as np


def forward(params, X, h0):
    """The logits of every step, and the last hidden state.

    X is (N, T, D), h0 is (N, H). Returns logits (N, T, K) and h_last (N, H).
    """
    raise NotImplementedError("forward is still to be written")


def gradients(params, X, targets, h0):
    """The softmax cross-entropy, averaged over all N * T steps, and its gradients.

    targets is (N, T), integers from 0 to K - 1. Returns a number, and a dict with the keys and the shapes of
    params, and "h0" (N, H).
    """
    raise NotImplementedError("gradients is still to be written")


def clip(grads, max_norm):
    """The gradients, scaled so that their global L2 norm is at most max_norm.

    grads is a dict of arrays of any shapes. Returns a dict with the same keys and shapes.
    """
    raise NotImplementedError("clip is still to be written")


def train(X, targets, hidden_size, seed):
    """Train a network from random weights; every sequence starts at h0 = 0.

    X is (N, T, D), targets is (N, T). Returns the trained params, and a list with the loss after each epoch.
    It has 30 seconds.
    """
    rng = np.random.default_rng(seed)
    raise NotImplementedError("train is still to be written")
