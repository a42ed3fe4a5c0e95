"""The count is raised where the moments are, in the loop over the arrays."""

import numpy as np


def init(params):
    return {"t": 0, "moments": {k: np.zeros((2, *np.shape(p))) for k, p in params.items()}}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"]
    moments, result = {}, {}
    for k, p in params.items():
        t = t + 1
        m, v = state["moments"][k]
        m = beta1 * m + (1 - beta1) * grads[k]
        v = beta2 * v + (1 - beta2) * np.power(grads[k], 2)
        moments[k] = np.stack([m, v])
        root = np.sqrt(v / (1 - beta2**t))
        result[k] = p - lr / (1 - beta1**t) * m / (root + eps)
    return result, {"t": t, "moments": moments}
