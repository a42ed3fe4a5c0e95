"""Adam without the bias correction: the first steps are three times too long, and nobody notices later."""

import numpy as np


def init(params):
    state = {}
    for name, p in params.items():
        state[name] = {"m": np.zeros_like(p), "v": np.zeros_like(p)}
    return state


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new_params, new_state = {}, {}
    for name in params:
        m = beta1 * state[name]["m"] + (1 - beta1) * grads[name]
        v = beta2 * state[name]["v"] + (1 - beta2) * grads[name] ** 2
        new_params[name] = params[name] - lr * m / (np.sqrt(v) + eps)
        new_state[name] = {"m": m, "v": v}
    return new_params, new_state
