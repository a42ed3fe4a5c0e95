r"""You swapped the two betas.

Your mean gradient fades with $\beta_2$ and your mean square with $\beta_1$. It should be the other way round: the
direction, $m$, follows the last ten gradients or so, and the size, $v$, is remembered for about a thousand steps.

In yours, the direction hardly changes for a thousand steps, and an old gradient pushes on long after the place where
it was true. The size changes at once. The first step is still right, since the corrections are swapped along with
them.

**See for yourself:** take steps along a gradient of 1, then some along -1. Count how many it takes until the params
turn round.
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
        m[name] = beta2 * state["m"][name] + (1 - beta2) * g
        v[name] = beta1 * state["v"][name] + (1 - beta1) * g**2
        m_hat = m[name] / (1 - beta2**t)
        v_hat = v[name] / (1 - beta1**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
