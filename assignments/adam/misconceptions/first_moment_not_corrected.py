r"""You corrected only the second moment.

Both means start at 0 and are too small at first, each by a factor of its own: $m_t$ by $1 - \beta_1^t$ and $v_t$ by
$1 - \beta_2^t$. You divide $v_t$ by its factor, and take $m_t$ as it is.

So the first step is a tenth of the learning rate, and it takes some twenty steps until they are as long as they
should be. After that, nobody can tell.

**See for yourself:** print how far a param moves in the first step, for `lr=0.1` and any gradient. It should be 0.1.
"""
# fails: step, path; training converges

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
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m[name] / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
