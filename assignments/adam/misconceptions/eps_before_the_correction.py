r"""You add eps to a root that is not yet corrected.

You use the shorter form of the formula, with $\alpha_t = \alpha \sqrt{1 - \beta_2^t} / (1 - \beta_1^t)$ and the
uncorrected $m_t$ and $v_t$. It is Adam only if eps is scaled along with the root. Left as it is, it weighs more at
first: at $t = 1$ the uncorrected root is about 32 times too small, and so your eps counts 32 times.

With ordinary gradients and the default of 1e-8 nobody can tell. With a larger eps, or tiny gradients, the first steps
come out too short.

**See for yourself:** take the first step for a gradient of 1 and `eps=0.5`. It should be `lr / 1.5` long.
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
        rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        new_params[name] = params[name] - rate * m[name] / (np.sqrt(v[name]) + eps)
    return new_params, {"t": t, "m": m, "v": v}
