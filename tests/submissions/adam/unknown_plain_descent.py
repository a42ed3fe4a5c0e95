"""Gradient descent without any moments."""

import numpy as np


def init(params):
    return {}


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    return {name: params[name] - lr * grads[name] for name in params}, state
