"""Counts after the step, with everything on one flat vector: the first correction divides by nothing."""

import numpy as np


def init(params):
    size = sum(np.size(p) for p in params.values())
    return {"steps": 0, "mean": np.zeros(size), "square": np.zeros(size)}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    steps = state["steps"]
    g = np.concatenate([np.ravel(grads[name]) for name in params])
    mean = beta1 * state["mean"] + (1 - beta1) * g
    square = beta2 * state["square"] + (1 - beta2) * g * g
    move = lr * (mean / (1 - beta1**steps if steps else np.float64(0))) / (
        np.sqrt(square / (1 - beta2**steps if steps else np.float64(0))) + eps
    )
    result, start = {}, 0
    for name, p in params.items():
        end = start + np.size(p)
        result[name] = p - move[start:end].reshape(np.shape(p))
        start = end
    return result, {"steps": steps + 1, "mean": mean, "square": square}
