r"""You swapped the two bias corrections.

Your $m_t$ is divided by $1 - \beta_2^t$ and your $v_t$ by $1 - \beta_1^t$. Each mean has to be divided by the sum of
its own weights: $m_t$ was made with $\beta_1$, and its weights sum to $1 - \beta_1^t$.

At first, the one is a thousandth and the other a tenth, so your first step is about 1000 times as long as the
learning rate. Training may come back from there. It takes its time.

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
        m_hat = m[name] / (1 - beta2**t)
        v_hat = v[name] / (1 - beta1**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
