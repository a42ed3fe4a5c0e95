"""A class with an optimiser in it, and one instance for everybody."""

import numpy as np


class Optimiser:
    def __init__(self, params):
        self.t = 0
        self.m = {k: np.zeros(np.shape(p)) for k, p in params.items()}
        self.v = {k: np.zeros(np.shape(p)) for k, p in params.items()}

    def step(self, params, grads, lr, beta1, beta2, eps):
        self.t += 1
        result = {}
        for k in params:
            self.m[k] = self.m[k] * beta1 + grads[k] * (1 - beta1)
            self.v[k] = self.v[k] * beta2 + grads[k] ** 2 * (1 - beta2)
            m_hat = self.m[k] / (1 - beta1**self.t)
            v_hat = self.v[k] / (1 - beta2**self.t)
            result[k] = params[k] - lr * m_hat / (np.sqrt(v_hat) + eps)
        return result


optimiser = None


def init(params):
    global optimiser
    optimiser = Optimiser(params)
    return {"ready": True}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return optimiser.step(params, grads, lr, beta1, beta2, eps), state
