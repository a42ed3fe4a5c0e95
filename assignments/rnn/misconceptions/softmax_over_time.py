r"""Your softmax runs over the steps, not over the classes.

A softmax makes scores compete: $p_{ntk} = e^{z_{ntk}} / \sum_j e^{z_{ntj}}$, where the sum runs over the **classes** of
one prediction. In an array `(N, T, K)` these lie on the last axis. You sum over axis 1, which was the classes' in a
network without time. Here it is the steps that compete: the more probable a class is now, the less probable it is
later.

**See for yourself:** print the sum of your probabilities over the classes, for one sequence and one step. Then take T =
1, where your softmax has nothing to divide among: all probabilities are 1, and the loss is 0.
"""
# fails: loss, gradient, convergence; training does not converge

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
    h = [h0]
    for t in range(T):
        h.append(np.tanh(X[:, t] @ params["Wxh"] + h[t] @ params["Whh"] + params["bh"]))
    logits = np.stack(h[1:], axis=1) @ params["Why"] + params["by"]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    onehot = np.eye(logits.shape[2])[targets]
    loss = -(onehot * np.log(p)).sum() / (N * T)

    error = (p - onehot) / (N * T)
    grads = {name: np.zeros_like(param) for name, param in params.items()}
    dh_next = np.zeros_like(h0)
    for t in reversed(range(T)):
        dz = error[:, t]
        grads["Why"] += h[t + 1].T @ dz
        grads["by"] += dz.sum(axis=0)
        dh = dz @ params["Why"].T + dh_next
        da = dh * (1 - h[t + 1] ** 2)
        grads["Wxh"] += X[:, t].T @ da
        grads["Whh"] += h[t].T @ da
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
    rng = np.random.default_rng(seed)
    K = targets.max() + 1
    params = {
        "Wxh": rng.normal(size=(X.shape[2], hidden_size)),
        "Whh": rng.normal(size=(hidden_size, hidden_size)) / np.sqrt(hidden_size),
        "bh": np.zeros(hidden_size),
        "Why": rng.normal(size=(hidden_size, K)) / np.sqrt(hidden_size),
        "by": np.zeros(K),
    }
    m = {name: np.zeros_like(param) for name, param in params.items()}
    v = {name: np.zeros_like(param) for name, param in params.items()}
    losses = []
    step = 0
    while step < 400 and (not losses or losses[-1] > 0.005):
        order = rng.permutation(len(X))
        epoch = []
        for i in range(0, len(X), 64):
            batch = order[i : i + 64]
            loss, grads = gradients(params, X[batch], targets[batch], np.zeros((len(batch), hidden_size)))
            grads = clip(grads, 1.0)
            step += 1
            for name in params:
                m[name] = 0.9 * m[name] + 0.1 * grads[name]
                v[name] = 0.99 * v[name] + 0.01 * grads[name] ** 2
                m_hat = m[name] / (1 - 0.9**step)
                v_hat = v[name] / (1 - 0.99**step)
                params[name] = params[name] - 0.02 * m_hat / (np.sqrt(v_hat) + 1e-8)
            epoch.append(loss)
        losses.append(np.mean(epoch))
    return params, losses
