"""The two means in one helper, which is called with the betas in the wrong order."""

import numpy as np


def init(params):
    return {
        "count": 0,
        "first": [np.zeros(np.shape(p)) for p in params.values()],
        "second": [np.zeros(np.shape(p)) for p in params.values()],
    }


def averaged(old, new, beta, count):
    mean = beta * old + (1.0 - beta) * new
    return mean, mean / (1.0 - beta**count)


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    count = state["count"] + 1
    firsts, seconds, moved = [], [], {}
    for name, first, second in zip(params, state["first"], state["second"]):
        first, direction = averaged(first, grads[name], beta2, count)
        second, square = averaged(second, np.square(grads[name]), beta1, count)
        firsts.append(first)
        seconds.append(second)
        moved[name] = params[name] - lr * direction / (eps + np.sqrt(square))
    return moved, {"count": count, "first": firsts, "second": seconds}
