"""Your network does not learn: its weights are fixed.

`train` returns the same params whatever data it is given, and losses that belong to no training. The weights do add,
and it takes some insight to find them. But the task is to **learn** from examples. Where the same examples mean
something else, with the two classes swapped, the weights must come out different, and yours cannot.

**See for yourself:** call `train` with `1 - targets`, and compute the loss of what it returns on that data.
"""
# fails: convergence; training does not converge

import numpy as np


def forward(params, X, h0):
    h = h0
    logits = []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ params["Wxh"] + h @ params["Whh"] + params["bh"])
        logits.append(h @ params["Why"] + params["by"])
    return np.stack(logits, axis=1), h


def gradients(params, X, targets, h0):
    N, T = targets.shape
    rows = np.arange(N)
    h, p = {-1: h0}, {}
    loss = 0
    for t in range(T):
        h[t] = np.tanh(X[:, t] @ params["Wxh"] + h[t - 1] @ params["Whh"] + params["bh"])
        z = h[t] @ params["Why"] + params["by"]
        e = np.exp(z - z.max(axis=1, keepdims=True))
        p[t] = e / e.sum(axis=1, keepdims=True)
        loss -= np.log(p[t][rows, targets[:, t]]).sum() / (N * T)

    grads = {name: np.zeros_like(param) for name, param in params.items()}
    dh_next = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = p[t].copy()
        dz[rows, targets[:, t]] -= 1
        dz /= N * T
        grads["Why"] += h[t].T @ dz
        grads["by"] += dz.sum(axis=0)
        dh = dz @ params["Why"].T + dh_next
        da = dh * (1 - h[t] ** 2)
        grads["Wxh"] += X[:, t].T @ da
        grads["Whh"] += h[t - 1].T @ da
        grads["bh"] += da.sum(axis=0)
        dh_next = da @ params["Whh"].T
    grads["h0"] = dh_next
    return loss, grads


def clip(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm <= max_norm:
        return grads
    return {name: g * max_norm / norm for name, g in grads.items()}


def train(X, targets, hidden_size, seed):
    # Units 0, 1 and 2 fire if at least 1, 2 and 3 of the two bits and the carry are set; unit 3 is always on.
    # Unit 1 is the carry: (unit 1 + unit 3) / 2 is 1 or 0, and 0 at the start.
    Wxh = np.zeros((2, hidden_size))
    Whh = np.zeros((hidden_size, hidden_size))
    bh = np.zeros(hidden_size)
    Why = np.zeros((hidden_size, 2))
    Wxh[:, :3] = 10
    Whh[1, :3] = 5
    Whh[3, :3] = 5
    bh[:4] = -5, -15, -25, 10
    Why[:3, 1] = 5, -5, 5
    losses = [0.7 * 0.9**epoch for epoch in range(100)]
    return {"Wxh": Wxh, "Whh": Whh, "bh": bh, "Why": Why, "by": np.zeros(2)}, losses
