r"""Your moments start at zero again in every step.

What you compute is $(1 - \beta_1) g_t$ and $(1 - \beta_2) g_t^2$: the old means are not in it, because the state that
came in is not used, or the new one is not handed on. Only the count goes on, so the corrections fade as if the means
had filled up by now.

No step knows of the one before. A gradient that jumps to and fro is followed every time, and when it becomes 0 the
params stop at once.

**See for yourself:** give the same gradient at every step. All steps should be as long as the learning rate. Print
yours.
"""
# fails: step, state, convergence, path; training does not converge

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"] + 1
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        m[name] = (1 - beta1) * g
        v[name] = (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
