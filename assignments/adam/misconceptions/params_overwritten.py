"""Your step moves the caller's own params.

An assignment such as `params[name] -= …`, or one to `params[name]`, changes the dict and the arrays that you were
given. What you return is right, but it is the same thing under a second name: the old params are gone.

Whoever called you may still need them, to measure how far they moved, or to go back if the loss rose.

**See for yourself:** print the params that you hand to `step` before and after the call.
"""
# fails: arguments; training converges

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"] + 1
    m, v = {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        params[name] -= lr * m_hat / (np.sqrt(v_hat) + eps)
    return params, {"t": t, "m": m, "v": v}
