"""Moving averages pulled towards the new value; eps is added before the root is taken."""

import numpy as np


def init(params):
    return {name: {"count": 0, "m": 0 * p, "v": 0 * p} for name, p in params.items()}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    moved, after = {}, {}
    for name in sorted(params):
        old = state[name]
        g = grads[name]
        count = old["count"] + 1
        m = old["m"] + (1 - beta1) * (g - old["m"])
        v = old["v"] + (1 - beta2) * (g**2 - old["v"])
        direction = m / (1 - beta1**count)
        size = (v / (1 - beta2**count) + eps) ** 0.5
        moved[name] = params[name] - lr * direction / size
        after[name] = {"count": count, "m": m, "v": v}
    return moved, after
