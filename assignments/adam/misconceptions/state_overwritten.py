"""Your step changes the state that it was given.

`state["t"] += 1`, and assignments into `state["m"]`, write into the caller's own dict. What you return is right, and
is the same dict under a second name. So nobody can keep a state and come back to it: what was kept has moved on.

`m = state["m"]` makes no copy either. It is another name for the same arrays.

**See for yourself:** print `state["t"]` of the state that you hand to `step`, before and after the call.
"""
# fails: arguments; training converges

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    state["t"] += 1
    t, m, v = state["t"], state["m"], state["v"]
    new_params = {}
    for name, g in grads.items():
        m[name] = beta1 * m[name] + (1 - beta1) * g
        v[name] = beta2 * v[name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, state
