"""Known: einsum throughout; a norm for each array."""

import numpy as np


def run(params, X, h0):
    h = np.empty((X.shape[0], X.shape[1] + 1, h0.shape[1]))
    h[:, 0] = h0
    drive = np.einsum("ntd,dh->nth", X, params["Wxh"]) + params["bh"]
    for t in range(X.shape[1]):
        h[:, t + 1] = np.tanh(drive[:, t] + np.einsum("nh,hg->ng", h[:, t], params["Whh"]))
    return h, np.einsum("nth,hk->ntk", h[:, 1:], params["Why"]) + params["by"]


def forward(params, X, h0):
    h, logits = run(params, X, h0)
    return logits, h[:, -1]


def gradients(params, X, targets, h0):
    h, logits = run(params, X, h0)
    one_hot = np.eye(logits.shape[2])[targets]
    log_p = logits - np.logaddexp.reduce(logits, axis=2, keepdims=True)
    error = (np.exp(log_p) - one_hot) / targets.size
    d_z = np.einsum("ntk,hk->nth", error, params["Why"])
    d_h = np.zeros(h0.shape)
    for t in range(X.shape[1])[::-1]:
        d_z[:, t] = (d_z[:, t] + d_h) / np.cosh(np.arctanh(h[:, t + 1])) ** 2
        d_h = np.einsum("ng,hg->nh", d_z[:, t], params["Whh"])
    grads = {
        "h0": d_h,
        "by": np.einsum("ntk->k", error),
        "Why": np.einsum("nth,ntk->hk", h[:, 1:], error),
        "bh": np.einsum("nth->h", d_z),
        "Whh": np.einsum("nth,ntg->hg", h[:, :-1], d_z),
        "Wxh": np.einsum("ntd,nth->dh", X, d_z),
    }
    return -np.einsum("ntk,ntk->", log_p, one_hot) / targets.size, grads


def clip(grads, max_norm):
    norms = {k: np.sqrt(np.vdot(g, g)) for k, g in grads.items()}
    return {k: g * min(1.0, max_norm / max(norms[k], 1e-300)) for k, g in grads.items()}


def train(X, targets, hidden_size, seed):
    rng = np.random.RandomState(seed)
    shapes = {"Wxh": (2, hidden_size), "Whh": (hidden_size,) * 2, "bh": (hidden_size,), "Why": (hidden_size, 2), "by": (2,)}
    params = {k: rng.standard_normal(shape) / np.sqrt(shape[0]) for k, shape in shapes.items()}
    squares = {k: np.full(shape, 1e-8) for k, shape in shapes.items()}
    losses = []
    for _ in range(25 * 2048 // len(X)):
        order = rng.permutation(len(X))
        total = 0.0
        for batch in np.array_split(order, max(1, len(X) // 32)):
            loss, grads = gradients(params, X[batch], targets[batch], np.zeros((len(batch), hidden_size)))
            total += loss * len(batch)
            for k in params:
                squares[k] = squares[k] + grads[k] ** 2
                params[k] = params[k] - 0.1 * grads[k] / np.sqrt(squares[k])
        losses.append(total / len(X))
    return params, losses
