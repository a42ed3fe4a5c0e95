"""Adam as moving averages pulled towards the new value, with the bias correction folded into the step size."""

import math

import numpy as np


def init(params):
    return {name: (0, np.zeros(np.shape(p)), np.zeros(np.shape(p))) for name, p in params.items()}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    new_params, new_state = {}, {}
    for name, p in params.items():
        t, m, v = state[name]
        g = grads[name]
        t = t + 1
        m = m + (1.0 - beta1) * (g - m)
        v = v + (1.0 - beta2) * (g * g - v)
        root = math.sqrt(1.0 - beta2**t)
        rate = lr * root / (1.0 - beta1**t)
        # eps is outside the corrected root, so it is scaled along with the root here
        new_params[name] = p - rate * m / (np.sqrt(v) + eps * root)
        new_state[name] = (t, m, v)
    return new_params, new_state
