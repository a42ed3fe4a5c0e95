r"""You let the learning rate fall by the root of t.

Your step is $\alpha / \sqrt{t}$ long. That schedule is from the convergence proof in section 4 of Kingma and Ba's
paper. It is not part of Algorithm 1, where $\alpha$ is what it is. A schedule is for the caller to choose; here, `lr`
may change from one call to the next, and whoever changes it does not want yours on top.

The first step is right. The hundredth is ten times too short, so training slows down more and more, and may come to a
stop before it is there.

**See for yourself:** give the same gradient at every step. All steps should be as long as the learning rate. Print
the hundredth.
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
        new_params[name] = params[name] - lr / np.sqrt(t) * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
