"""Your init sets the caller's params to zero.

To get zeros of the right shapes you took the params and emptied them. But `dict(params)` and `params.copy()` copy
only the dict: the arrays in it are the caller's own, and `fill(0)` or `*= 0` empties those. The moments are right.
The network that was to be trained has lost its weights before the first step.

**See for yourself:** print the params that you hand to `init` before and after the call.
"""
# fails: arguments; training converges

import numpy as np


def init(params):
    m = params.copy()
    for zeros in m.values():
        zeros.fill(0)
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"] + 1
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
