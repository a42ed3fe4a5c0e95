r"""You count a step for every array.

The count goes up inside the loop over the params. So with four arrays, the first has $t = 1$ in the first step and
the last has $t = 4$, and in the next step they have 5 to 8. A step is one call of `step`, and $t$ is the same for all
of them.

The corrections $1 - \beta^t$ come too close to 1 too soon, and so the early steps have the wrong length. Later on
nobody can tell, and with a single array it is right.

**See for yourself:** print t for each array in the first step. Then step a dict of two arrays, and each alone.
"""
# fails: step, path; training converges

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"]
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        t += 1
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
