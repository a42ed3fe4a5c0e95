"""A class of one's own inside, taken apart into plain data for the state; in-place arithmetic on copies."""

import numpy as np


class Moments:
    def __init__(self, mean, square):
        self.mean = np.array(mean, dtype=float)
        self.square = np.array(square, dtype=float)

    def update(self, g, beta1, beta2):
        self.mean *= beta1
        self.mean += (1 - beta1) * g
        self.square *= beta2
        self.square += (1 - beta2) * np.multiply(g, g)

    def direction(self, t, beta1, beta2, eps):
        root = np.sqrt(self.square)
        root /= np.sqrt(1 - beta2**t)
        root += eps
        return self.mean / root / (1 - beta1**t)

    def data(self):
        return self.mean, self.square


def init(params):
    return {"taken": 0, "moments": [(np.zeros(np.shape(p)), np.zeros(np.shape(p))) for _, p in sorted(params.items())]}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    t = state["taken"] + 1
    everything = [Moments(*pair) for pair in state["moments"]]
    moved = {name: np.array(p) for name, p in params.items()}
    for name, moments in zip(sorted(params), everything):
        moments.update(grads[name], beta1, beta2)
        moved[name] -= lr * moments.direction(t, beta1, beta2, eps)
    return moved, {"taken": t, "moments": [moments.data() for moments in everything]}
