r"""What comes from the future does not pass through the tanh.

You multiply the error of the step by $1 - h_t^2$, and add what comes from the next step after that. Both parts are
gradients of $h_t$, the output of the tanh. So both must pass through it to reach the sum $a_t$ inside:
$\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial h_t} \odot (1 - h_t^2)$, with **all** of
$\frac{\partial L}{\partial h_t}$. In yours, nothing makes what comes from the future smaller on its way, so it can grow
from step to step.

**See for yourself:** make the first input so large that all units are saturated after the first step, and leave the
others as they are. Then `h0` can hardly matter, and its measured gradient is nearly zero. Is yours?
"""
# fails: gradient, convergence; training does not converge

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
        da = dz @ params["Why"].T * (1 - h[t] ** 2) + dh_next
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
    losses = []
    step = 0
    while step < 300 and (not losses or losses[-1] > 0.005):
        order = rng.permutation(len(X))
        epoch = []
        for i in range(0, len(X), 64):
            batch = order[i : i + 64]
            loss, grads = gradients(params, X[batch], targets[batch], np.zeros((len(batch), hidden_size)))
            grads = clip(grads, 1.0)
            step += 1
            for name in params:
                m[name] = 0.9 * m[name] + grads[name]
                params[name] = params[name] - 0.5 * m[name]
            epoch.append(loss)
        losses.append(np.mean(epoch))
    return params, losses
