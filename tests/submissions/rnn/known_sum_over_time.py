"""Known: a cell object for each step; the mean is taken over the sequences only."""

import numpy as np


class Cell:
    """One step: it remembers what its backward pass will need."""

    def __init__(self, params):
        self.params = params

    def forward(self, x, h):
        self.x, self.h_before = x, h
        z = np.dot(x, self.params["Wxh"]) + np.dot(h, self.params["Whh"]) + self.params["bh"]
        self.h = np.tanh(z)
        self.logits = np.dot(self.h, self.params["Why"]) + self.params["by"]
        return self.h

    def backward(self, d_logits, d_h_after):
        d_h = np.dot(d_logits, self.params["Why"].T) + d_h_after
        d_z = d_h * (1 + self.h) * (1 - self.h)
        grads = {
            "Why": np.dot(self.h.T, d_logits),
            "by": d_logits.sum(0),
            "Wxh": np.dot(self.x.T, d_z),
            "Whh": np.dot(self.h_before.T, d_z),
            "bh": d_z.sum(0),
        }
        return grads, np.dot(d_z, self.params["Whh"].T)


def unroll(params, X, h):
    cells = []
    for t in range(X.shape[1]):
        cells.append(Cell(params))
        h = cells[-1].forward(X[:, t, :], h)
    return cells


def forward(params, X, h0):
    cells = unroll(params, X, h0)
    return [np.stack([cell.logits for cell in cells], axis=1), cells[-1].h]


def gradients(params, X, targets, h0):
    cells = unroll(params, X, h0)
    rows = np.arange(targets.shape[0])
    total = {k: np.zeros_like(v) for k, v in params.items()}
    loss, d_h = 0.0, np.zeros_like(h0)
    for t in reversed(range(len(cells))):
        exps = np.exp(cells[t].logits)
        p = exps / exps.sum(axis=1, keepdims=True)
        loss -= np.log(p[rows, targets[:, t]]).sum() / targets.shape[0]
        p[rows, targets[:, t]] -= 1
        grads, d_h = cells[t].backward(p / targets.shape[0], d_h)
        for k in total:
            total[k] += grads[k]
    total["h0"] = d_h
    return np.array(loss), total


def clip(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(g) for g in grads.values()]))
    coefficient = min(1.0, max_norm / (norm + 1e-6))
    return {k: g * coefficient for k, g in grads.items()}


def train(X, targets, hidden_size, seed):
    np.random.seed(seed)
    n_in, n_out = X.shape[2], 2
    params = {
        "Wxh": np.random.randn(n_in, hidden_size),
        "Whh": np.random.randn(hidden_size, hidden_size) / np.sqrt(hidden_size),
        "bh": np.zeros(hidden_size),
        "Why": np.random.randn(hidden_size, n_out) / np.sqrt(hidden_size),
        "by": np.zeros(n_out),
    }
    h0 = np.zeros((len(X), hidden_size))
    square = {k: np.zeros_like(v) for k, v in params.items()}
    losses = []
    for epoch in range(1500):
        loss, grads = gradients(params, X, targets, h0)
        losses.append(loss.item())
        if loss < 0.024:
            break
        for k, g in clip({k: grads[k] for k in params}, 1.0).items():
            square[k] = 0.9 * square[k] + 0.1 * g**2
            params[k] = params[k] - 0.003 * g / (np.sqrt(square[k]) + 1e-8)
    return params, np.array(losses)
