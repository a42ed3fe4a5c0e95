r"""Your second moment is a mean of the gradient, not of its square.

In $v_t = \beta_2 v_{t-1} + (1 - \beta_2) g_t^2$ the square is missing. A mean of gradients has a sign and the wrong
unit: where it is negative, its root is not a number, and where it is positive, large gradients make long steps and
small ones short. To even that out is what $v$ is for.

As long as all gradients are positive nothing looks broken.

**See for yourself:** print the first step for gradients of 0.01, 1, 100 and -1, with `lr=0.1`. All should be 0.1
long.
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
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
