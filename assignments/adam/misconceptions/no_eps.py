r"""You left eps out.

You divide by $\sqrt{\hat v}$ alone. Where a gradient has been 0 from the start, $\hat m$ and $\hat v$ are both 0, and
0 divided by 0 is not a number: a weight that the data never uses becomes NaN, and soon all the others are. The
$\varepsilon$ below the line keeps such a weight where it is.

It is also an argument of its own. Whoever asks for a large one wants shorter steps where gradients are small.

**See for yourself:** take a step with a gradient of 0. Nothing should move. Then one for a gradient of 1 and
`eps=0.5`: it should be `lr / 1.5` long.
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
        new_params[name] = params[name] - lr * m_hat / np.sqrt(v_hat)
    return new_params, {"t": t, "m": m, "v": v}
