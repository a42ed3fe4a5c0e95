"""Adam on one long vector: everything is concatenated, stepped once, and cut up again."""

from collections import OrderedDict

import numpy as np


def flatten(arrays, names):
    return np.concatenate([np.ravel(arrays[name]) for name in names])


def init(params):
    size = sum(np.asarray(p).size for p in params.values())
    return {"step": None, "moments": np.zeros((2, size)), "names": sorted(params)}


def step(params, grads, state, *, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    names = list(state["names"])
    t = 1.0 if state["step"] is None else state["step"] + 1.0
    g = flatten(grads, names)
    theta = flatten(params, names)
    moments = np.array(state["moments"])
    moments[0] = beta1 * moments[0] + (1 - beta1) * g
    moments[1] = beta2 * moments[1] + (1 - beta2) * np.square(g)
    m_hat, v_hat = moments[0] / (1 - np.power(beta1, t)), moments[1] / (1 - np.power(beta2, t))
    theta -= lr * (m_hat / (v_hat**0.5 + eps))
    result, at = OrderedDict(), 0
    for name in names:
        size = np.asarray(params[name]).size
        result[name] = theta[at : at + size].reshape(np.shape(params[name]))
        at += size
    return result, {"step": t, "moments": moments, "names": names}
