r"""You left the bias correction out.

Both means start at 0, so at first they are too small: after one step, $m_1$ is a tenth of the gradient, and $v_1$ a
thousandth of its square. That is what the divisions by $1 - \beta_1^t$ and $1 - \beta_2^t$ make up for. They belong
to the formula, not to the memory.

Without them, the first step is $0.1 / \sqrt{0.001}$, about three times as long as the learning rate, and the next
ones are longer still. After some thousand steps nobody can tell; training mostly gets along with it.

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
        new_params[name] = params[name] - lr * m[name] / (np.sqrt(v[name]) + eps)
    return new_params, {"t": t, "m": m, "v": v}
