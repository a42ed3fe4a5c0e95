"""Known: each step hears only its own error; nothing comes back from the step after it."""

import numpy as np


def forward(params, X, h0):
    h, logits = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ params["Wxh"] + h @ params["Whh"] + params["bh"])
        logits.append(h @ params["Why"] + params["by"])
    return np.stack(logits, axis=1), h


def gradients(params, X, targets, h0):
    N, T = targets.shape
    states = [h0]
    for t in range(T):
        states.append(np.tanh(X[:, t] @ params["Wxh"] + states[t] @ params["Whh"] + params["bh"]))
    grads = {name: np.zeros_like(p) for name, p in params.items()}
    loss = 0.0
    for t in range(T):
        logits = states[t + 1] @ params["Why"] + params["by"]
        logits = logits - logits.max(axis=1, keepdims=True)
        p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        loss -= np.log(p[np.arange(N), targets[:, t]]).sum() / (N * T)
        error = (p - np.eye(p.shape[1])[targets[:, t]]) / (N * T)
        delta = (error @ params["Why"].T) * (1 - states[t + 1] ** 2)
        grads["Why"] += states[t + 1].T @ error
        grads["by"] += error.sum(axis=0)
        grads["Wxh"] += X[:, t].T @ delta
        grads["Whh"] += states[t].T @ delta
        grads["bh"] += delta.sum(axis=0)
        if t == 0:
            grads["h0"] = delta @ params["Whh"].T
    return loss, grads


def clip(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads.values()))
    if norm > max_norm:
        return {name: g * (max_norm / norm) for name, g in grads.items()}
    return grads


def train(X, targets, hidden_size, seed):
    rng = np.random.default_rng(seed)
    params = {
        "Wxh": rng.standard_normal((X.shape[2], hidden_size)),
        "Whh": rng.standard_normal((hidden_size, hidden_size)) / np.sqrt(hidden_size),
        "bh": np.zeros(hidden_size),
        "Why": rng.standard_normal((hidden_size, 2)) / np.sqrt(hidden_size),
        "by": np.zeros(2),
    }
    mean = {name: np.zeros_like(p) for name, p in params.items()}
    square = {name: np.zeros_like(p) for name, p in params.items()}
    losses, t = [], 0
    while t < 3000:
        batches = np.array_split(rng.permutation(len(X)), len(X) // 64)
        total = 0.0
        for batch in batches:
            t += 1
            loss, grads = gradients(params, X[batch], targets[batch], np.zeros((len(batch), hidden_size)))
            total += loss / len(batches)
            for name in params:
                mean[name] = 0.9 * mean[name] + 0.1 * grads[name]
                square[name] = 0.99 * square[name] + 0.01 * grads[name] ** 2
                step = mean[name] / (1 - 0.9**t) / (np.sqrt(square[name] / (1 - 0.99**t)) + 1e-8)
                params[name] = params[name] - 0.01 * step
        losses.append(total)
        if total < 0.003:
            break
    return params, losses
