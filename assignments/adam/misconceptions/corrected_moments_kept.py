r"""You store the corrected moments in the state.

The recursion goes on with $m_{t-1}$ and $v_{t-1}$ as they are. $\hat m_t$ and $\hat v_t$ are made from them for one
step, and then thrown away. You hand them on instead, so at the next step they are taken as the old means and
corrected again. Each step divides once more, and the correction piles up.

The first step is right, which hides it from a test with one step only.

**See for yourself:** give a gradient of 1 at every step. A mean of ones is 1. Print your corrected moments at steps
1, 2 and 3.
"""
# fails: step, convergence, path; training does not converge

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"] + 1
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m[name] = m[name] / (1 - beta1**t)
        v[name] = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m[name] / (np.sqrt(v[name]) + eps)
    return new_params, {"t": t, "m": m, "v": v}
