r"""Your first step has t = 0.

The count is increased after its use, so the first correction divides by $1 - \beta^0 = 0$. Zero means divided by that
are infinite or not a number, and from then on so are the params. All later steps are wrong as well, each corrected as
if it were the one before.

$1 - \beta^t$ is the sum of the weights of all gradients so far. At the first step there is one gradient, not none.

**See for yourself:** print $1 - \beta_1^t$ in your first step. It should be 0.1.
"""
# fails: step, state, convergence, path; training does not converge

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"]
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t + 1, "m": m, "v": v}
