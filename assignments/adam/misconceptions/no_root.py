r"""You divide by the second moment itself, not by its root.

$v$ is a mean of **squares**. Its root, $\sqrt{\hat v}$, has the size of a gradient, and so $\hat m / \sqrt{\hat v}$
is about 1 whatever the gradient. In $\hat m / \hat v$ a gradient stands above the line and its square below: the step
is about one over the gradient. It is longest where the gradient is smallest, which is where you want to arrive.

**See for yourself:** print the first step for gradients of 0.01, 1 and 100, with `lr=0.1`. All three should be 0.1
long.
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
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (v_hat + eps)
    return new_params, {"t": t, "m": m, "v": v}
