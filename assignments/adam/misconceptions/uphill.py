r"""Your steps go uphill.

The gradient points to where the loss grows, and Adam subtracts: $\theta_t = \theta_{t-1} - \alpha\, \hat m /
(\sqrt{\hat v} + \varepsilon)$. You add. All else is right, so the params climb at exactly the speed at which they
should descend.

**See for yourself:** take $x^2$ at $x = 3$. Its gradient is 6, and the minimum is at 0. Where does your first step
go?
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
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] + lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
