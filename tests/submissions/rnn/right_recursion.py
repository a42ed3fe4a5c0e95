"""Right: a function that calls itself for the rest of the sequence; resilient propagation; tuples and scalars."""

import numpy as np


def step(params, x, h):
    a = x @ params["Wxh"]
    a += h @ params["Whh"]
    a += params["bh"]
    return np.tanh(a, out=a)


def forward(params, X, h0):
    if X.shape[1] == 0:
        return np.empty((len(X), 0, len(params["by"]))), h0.copy()
    h = step(params, X[:, 0], h0)
    rest, h_last = forward(params, X[:, 1:], h)
    z = h @ params["Why"] + params["by"]
    return np.concatenate([z[:, None], rest], axis=1), h_last


def look(params, X, targets, h, count):
    """The loss of what is left of the sequence, its gradients, and that of the state before it."""
    if X.shape[1] == 0:
        return 0.0, {k: np.zeros_like(v) for k, v in params.items()}, np.zeros_like(h)
    after = step(params, X[:, 0], h)
    loss, grads, back = look(params, X[:, 1:], targets[:, 1:], after, count)
    z = after @ params["Why"] + params["by"]
    log_p = z - np.logaddexp.reduce(z, axis=1)[:, None]
    mine = np.arange(z.shape[1]) == targets[:, :1]
    error = np.exp(log_p)
    error[mine] = np.expm1(log_p[mine])
    error /= count
    back = (back + np.tensordot(error, params["Why"], (1, 1))) * (1 - after) * (1 + after)
    for name, left, right in (("Why", after, error), ("Wxh", X[:, 0], back), ("Whh", h, back)):
        grads[name] += np.tensordot(left, right, (0, 0))
    grads["by"] += np.ones(len(X)) @ error
    grads["bh"] += np.ones(len(X)) @ back
    return loss - log_p[mine].sum() / count, grads, np.tensordot(back, params["Whh"], (1, 1))


def gradients(params, X, targets, h0):
    loss, grads, back = look(params, X, targets, h0, targets.size)
    return (np.float64(loss), {**grads, "h0": back})


def clip(grads, max_norm):
    flat = np.concatenate([np.asarray(g).ravel() for g in grads.values()])
    length = np.sqrt(flat @ flat)
    if length > max_norm:
        flat *= max_norm / length
    ends = np.cumsum([np.size(g) for g in grads.values()])[:-1]
    return {k: part.reshape(np.shape(grads[k])) for k, part in zip(grads, np.split(flat, ends))}


def train(X, targets, hidden_size, seed):
    rng = np.random.default_rng(seed)
    X, targets = X[:768], targets[:768]
    params = {
        "Wxh": rng.normal(0, 1, (X.shape[2], hidden_size)),
        "Whh": rng.normal(0, 0.3, (hidden_size, hidden_size)),
        "bh": rng.normal(0, 0.1, hidden_size),
        "Why": rng.normal(0, 0.3, (hidden_size, 2)),
        "by": np.zeros(2),
    }
    rates = {k: np.full(v.shape, 0.01) for k, v in params.items()}
    before = {k: np.zeros(v.shape) for k, v in params.items()}
    losses = []
    while len(losses) < 500 and (not losses or losses[-1] > 0.002):
        loss, grads = gradients(params, X, targets, np.zeros((len(X), hidden_size)))
        losses.append(loss)
        for k in params:
            agreement = np.sign(grads[k] * before[k])
            rates[k] = np.clip(rates[k] * np.choose(agreement.astype(int) + 1, [0.5, 1.0, 1.2]), 1e-6, 0.1)
            before[k] = np.where(agreement < 0, 0, grads[k])
            params[k] = params[k] - rates[k] * np.sign(before[k])
    return params, losses
