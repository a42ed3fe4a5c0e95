r"""You corrected only the first moment.

Both means start at 0 and are too small at first, each by a factor of its own: $m_t$ by $1 - \beta_1^t$ and $v_t$ by
$1 - \beta_2^t$. You divide $m_t$ by its factor, and take $v_t$ as it is.

After the first step, $v_1$ is a thousandth of the gradient's square. Its root is about 32 times too small, and so the
first step is 32 times too long. It takes some thousand steps until that has faded. Training may survive it, or start
somewhere else than you thought.

**See for yourself:** print how far a param moves in the first step, for `lr=0.1` and any gradient. It should be 0.1.
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
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v[name]) + eps)
    return new_params, {"t": t, "m": m, "v": v}
