"""The optimiser Adam, in two functions."""

import numpy as np


def init(params):
    """The state of an optimiser that has taken no step yet: a dict.

    params is a dict of arrays.
    """
    raise NotImplementedError("init is still to be written")


def step(params, grads, state, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam.

    params and grads are dicts of arrays with the same keys and shapes, state is what init or the last step returned.
    Returns the new params and the new state, and changes none of its arguments.
    """
    raise NotImplementedError("step is still to be written")
