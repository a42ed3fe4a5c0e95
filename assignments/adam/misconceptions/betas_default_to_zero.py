r"""Your betas are 0 unless they are given.

With $\beta_1 = \beta_2 = 0$ nothing is remembered: $m_t$ is the gradient itself and $v_t$ its square, and the step is
$\alpha\, g / (\lvert g \rvert + \varepsilon)$. That is the sign of the gradient times the learning rate. Whether the
gradient is large or small, steady or jumping, plays no part any more.

Such steps go downhill, but they never get shorter, and they follow every noise of a batch. The defaults are $\beta_1
= 0.9$ and $\beta_2 = 0.999$.

**See for yourself:** give a gradient of 1 and then one of -1, both without any betas. The second step should be much
shorter than the first. Is yours?
"""
# fails: step, state, convergence, path; training does not converge

import numpy as np


def init(params):
    m = {name: np.zeros_like(p) for name, p in params.items()}
    v = {name: np.zeros_like(p) for name, p in params.items()}
    return {"t": 0, "m": m, "v": v}


def step(params, grads, state, lr=1e-3, beta1=0.0, beta2=0.0, eps=1e-8):
    t = state["t"] + 1
    new_params, m, v = {}, {}, {}
    for name, g in grads.items():
        m[name] = beta1 * state["m"][name] + (1 - beta1) * g
        v[name] = beta2 * state["v"][name] + (1 - beta2) * g**2
        m_hat = m[name] / (1 - beta1**t)
        v_hat = v[name] / (1 - beta2**t)
        new_params[name] = params[name] - lr * m_hat / (np.sqrt(v_hat) + eps)
    return new_params, {"t": t, "m": m, "v": v}
