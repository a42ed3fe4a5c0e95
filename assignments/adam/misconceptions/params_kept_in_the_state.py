"""You move the params that you kept, not the ones that you are given.

Your state has a copy of the params from `init`, and each step moves that copy. The argument `params` is not looked
at. As long as the caller hands back just what you returned, the two are the same and nothing shows.

But params are the caller's: they may be loaded from a file, averaged or clipped between two steps, and the next step
has to start from there. All that the optimiser remembers is the moments and the count.

**See for yourself:** take a step, add 100 to the params by hand, and take another. Where do they end?
"""
# fails: step, state; training converges

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"params": {name: p.copy() for name, p in params.items()}, "t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"] + 1
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = state["params"][name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"params": new_params, "t": t, "m": m, "v": v}
