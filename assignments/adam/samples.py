"""Sample tests for solution.py: look how they do it, and add your own. Run them all with `python check.py`."""

import numpy as np
import solution
from numpy.testing import assert_allclose


def first_step(gradient, **settings):
    """Return how far one number moves in the very first step."""
    params = {"w": np.array([0.5])}
    moved, _ = solution.step(params, {"w": np.array([gradient])}, solution.init(params), **settings)
    return moved["w"][0] - 0.5


def test_first_step_by_hand():
    """The first step is as long as the learning rate, whatever the gradient, and leads downhill."""
    # Both corrected moments are those of the only gradient so far: g and its square. The step is lr * g / |g|.
    assert_allclose(first_step(3.0, lr=0.1), -0.1, rtol=1e-6, err_msg="gradient 3")
    assert_allclose(first_step(-0.02, lr=0.1), 0.1, rtol=1e-6, err_msg="gradient -0.02")
    assert_allclose(first_step(500.0), -0.001, rtol=1e-6, err_msg="gradient 500, with the default of lr")


def test_eps_by_hand():
    """A large eps makes the first step shorter, as it does by hand."""
    # The root of the corrected second moment is 2, and eps is added to it: 0.1 * 2 / (2 + 0.5).
    assert_allclose(first_step(2.0, lr=0.1, eps=0.5), -0.08, rtol=1e-9, err_msg="first step")


def test_second_step_by_hand():
    """The second step, after gradients of 1 and 3, is the one worked out by hand."""
    settings = {"lr": 0.1, "beta1": 0.5, "beta2": 0.75, "eps": 1e-12}
    params = {"w": np.array([0.0])}
    state = solution.init(params)
    params, state = solution.step(params, {"w": np.array([1.0])}, state, **settings)
    before = params["w"][0]
    params, state = solution.step(params, {"w": np.array([3.0])}, state, **settings)
    # First moment: 0.5 * 1 = 0.5, then 0.5 * 0.5 + 0.5 * 3 = 1.75. Corrected: 1.75 / (1 - 0.25).
    # Second moment: 0.25 * 1 = 0.25, then 0.75 * 0.25 + 0.25 * 9 = 2.4375. Corrected: 2.4375 / (1 - 0.5625).
    expected = -0.1 * (1.75 / 0.75) / np.sqrt(2.4375 / 0.4375)
    assert_allclose(params["w"][0] - before, expected, rtol=1e-9, err_msg="second step")


def test_equal_gradients():
    """If the gradient is the same at every step, every step is as long as the learning rate."""
    params = {"w": np.array([0.0, 0.0])}
    state = solution.init(params)
    for t in range(1, 6):
        params, state = solution.step(params, {"w": np.array([0.3, -7.0])}, state, lr=0.01)
        assert_allclose(params["w"], [-0.01 * t, 0.01 * t], rtol=1e-6, err_msg=f"after step {t}")


def test_arrays_do_not_touch_each_other():
    """An array moves as it would alone, and keeps its shape, a single number too."""
    params = {"W": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), "b": np.array(0.5)}
    grads = [
        {"W": np.array([[0.1, -1.0, 0.0], [2.0, 5.0, -0.3]]), "b": np.array(2.0)},
        {"W": np.array([[0.2, 1.0, 0.4], [2.0, 0.0, -0.1]]), "b": np.array(-1.0)},
    ]
    together = walk(params, grads)
    for name, param in params.items():
        alone = walk({name: param}, [{name: each[name]} for each in grads])[name]
        shape = np.shape(together[name])
        assert shape == param.shape, f"{name} had the shape {param.shape}, and has {shape}"
        assert_allclose(together[name], alone, rtol=1e-9, err_msg=name)


def walk(params, grads):
    """Return the params after one step for each of several gradients."""
    state = solution.init(params)
    for each in grads:
        params, state = solution.step(params, each, state, lr=0.1)
    return params


def test_going_back():
    """A state that was kept can be used again, and gives the same step again; nothing else is remembered."""
    params, grads = {"w": np.array([1.0, -2.0])}, {"w": np.array([0.5, 3.0])}
    later, kept = solution.step(params, grads, solution.init(params), lr=0.1)
    once, _ = solution.step(later, {"w": np.array([1.0, -1.0])}, kept, lr=0.1)
    again, _ = solution.step(later, {"w": np.array([1.0, -1.0])}, kept, lr=0.1)
    assert_allclose(again["w"], once["w"], rtol=0, err_msg="the same step again")


def test_arguments_stay():
    """Neither function changes the params and the gradients that it is given."""
    params, grads = {"w": np.array([1.0, -2.0])}, {"w": np.array([0.5, 3.0])}
    state = solution.init(params)
    for _ in range(2):
        _, state = solution.step(params, grads, state)
    assert_allclose(params["w"], [1.0, -2.0], rtol=0, err_msg="params after the calls")
    assert_allclose(grads["w"], [0.5, 3.0], rtol=0, err_msg="grads after the calls")


def test_arrives():
    """A thousand steps find the lowest point of a valley."""
    params = {"w": np.array([4.0, -3.0])}
    state = solution.init(params)
    for _ in range(1000):
        # The gradient of (w0 - 1)^2 / 2 + 50 (w1 - 2)^2, which is lowest at (1, 2).
        grads = {"w": np.array([params["w"][0] - 1.0, 100.0 * (params["w"][1] - 2.0)])}
        params, state = solution.step(params, grads, state, lr=0.05)
    assert_allclose(params["w"], [1.0, 2.0], rtol=1e-2, err_msg="params after 1000 steps")
