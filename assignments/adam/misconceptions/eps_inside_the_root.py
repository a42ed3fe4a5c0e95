r"""Your eps is inside the root.

You divide by $\sqrt{\hat v + \varepsilon}$. In Adam it stands outside, $\sqrt{\hat v} + \varepsilon$, and that is not
the same: the root of the default of 1e-8 is 1e-4. So yours is as if eps were 10 000 times larger.

As long as gradients are large, nobody can tell. Where they are about 1e-4 or smaller, your steps are too short, just
where Adam should not let up.

**See for yourself:** take the first step for a gradient of 1e-5. It should be as long as the learning rate, to a
thousandth. How long is yours?
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
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / np.sqrt(v_hat + eps)
    return new_params, {"t": t, "m": m, "v": v}
