"""Your optimiser keeps its memory in global variables, not in the state.

The moments and the count live in the module, and there is one set of them. As long as one optimiser walks straight
on, all is well. But two that take turns write into each other's moments, a second `init` empties those of the first,
and whoever goes back to an earlier state finds that nothing has gone back.

`step` has to be a function of its arguments: the same params, gradients and state give the same result, however often
you ask.

**See for yourself:** call `step` twice with the very same arguments, and compare.
"""
# fails: state; training converges

import numpy as np

memory = {}


def init(params):
    memory["t"] = 0
    memory["m"] = {name: np.zeros_like(p) for name, p in params.items()}
    memory["v"] = {name: np.zeros_like(p) for name, p in params.items()}
    return {}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    memory["t"] += 1
    t, m, v = memory["t"], memory["m"], memory["v"]
    new_params = {}
    for name, g in grads.items():
        m[name] = beta1 * m[name] + (1 - beta1) * g
        v[name] = beta2 * v[name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {}
