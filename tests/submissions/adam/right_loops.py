"""Adam number by number, on plain Python floats; the state holds lists and running powers of the betas."""

import math

import numpy as np


def init(params):
    state = {"power1": 1.0, "power2": 1.0}
    for name in params:
        size = int(np.size(params[name]))
        state["m " + name] = [0.0] * size
        state["v " + name] = [0.0] * size
    return state


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    after = {"power1": state["power1"] * beta1, "power2": state["power2"] * beta2}
    moved = {}
    for name in reversed(list(params)):
        shape = np.shape(params[name])
        ms, vs, values = [], [], []
        for p, g, m, v in zip(
            np.ravel(params[name]).tolist(),
            np.ravel(grads[name]).tolist(),
            state["m " + name],
            state["v " + name],
        ):
            m = m * beta1 + g * (1 - beta1)
            v = v * beta2 + g**2 * (1 - beta2)
            m_hat = m / (1 - after["power1"])
            v_hat = v / (1 - after["power2"])
            values.append(p - lr * m_hat / (math.sqrt(v_hat) + eps))
            ms.append(m)
            vs.append(v)
        moved[name] = np.array(values).reshape(shape)
        after["m " + name] = ms
        after["v " + name] = vs
    return [moved, after]
