"""All your params share one mean gradient and one mean square.

Each array, and each number in it, needs an $m$ and a $v$ of its own: the step of a weight follows the gradients of
that weight. You have one pair, and each param updates it in turn. So the direction of the first goes into the step of
the second, and if the shapes differ, NumPy stretches one to the other, or gives up.

With a single array it is right, and that hides it.

**See for yourself:** step a dict of two arrays of the same shape, and then each of them alone. It should make no
difference.
"""
# fails: step, state, convergence, path, arguments; training does not converge

import numpy as np


def init(params):
    return {"t": 0, "m": 0.0, "v": 0.0}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["t"] + 1
    m, v = state["m"], state["v"]
    new_params = {}
    for name, g in grads.items():
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
