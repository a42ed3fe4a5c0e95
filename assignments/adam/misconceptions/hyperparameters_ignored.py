"""Your step does not use the lr, betas and eps that it is given.

It takes them as arguments, and then computes with 0.001, 0.9, 0.999 and 1e-8, whatever was asked for. As long as
nobody asks for anything else it is right, so a test with the defaults sees nothing.

Whoever trains with `lr=0.1` takes steps that are a hundred times too short, and concludes that Adam is slow.

**See for yourself:** print how far a param moves in the first step, for `lr=0.1` and for `lr=0.001`.
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
        m[name] = 0.9 * state["m"][name] + 0.1 * g
        v[name] = 0.999 * state["v"][name] + 0.001 * g**2
        m_hat = m[name] / (1 - 0.9**t)
        v_hat = v[name] / (1 - 0.999**t)
        new_params[name] = params[name] - 0.001 * m_hat / (np.sqrt(v_hat) + 1e-8)
    return new_params, {"t": t, "m": m, "v": v}
