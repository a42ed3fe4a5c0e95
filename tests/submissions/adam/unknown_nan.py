"""Everything is not a number."""

import numpy as np


def init(params):
    return {}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return {name: p * np.nan for name, p in params.items()}, state
