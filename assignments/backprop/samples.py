"""Sample tests for solution.py: look how they do it, and add your own. Run them all with `python check.py`."""

import numpy as np
import solution
from numpy.testing import assert_allclose

PAIRS = [
    (activation, loss) for activation in ("sigmoid", "tanh", "relu") for loss in ("squared_error", "cross_entropy")
]


def network():
    """Return the params of a network with 3 inputs, 4 and 5 hidden units and 2 outputs, and 6 samples X, y."""
    rng = np.random.default_rng(7)
    params = {
        "W1": rng.normal(size=(3, 4)),
        "b1": rng.normal(size=4),
        "W2": rng.normal(size=(4, 5)),
        "b2": rng.normal(size=5),
        "W3": rng.normal(size=(5, 2)),
        "b3": rng.normal(size=2),
    }
    X, y = rng.normal(size=(6, 3)), np.array([[0, 1], [1, 1], [0, 0], [1, 0], [0, 1], [1, 0]], dtype=float)
    return params, X, y


def test_forward_by_hand():
    """The output of a small network with ReLU is the one worked out by hand."""
    params = {
        "W1": np.array([[1.0, -1.0]]),
        "b1": np.array([0.0, 0.0]),
        "W2": np.array([[1.0], [-1.0]]),
        "b2": np.array([0.5]),
        "W3": np.array([[2.0]]),
        "b3": np.array([-5.0]),
    }
    y_pred = solution.forward(params, np.array([[2.0], [-1.0]]), "relu")
    # Sample 2:  z1 = (2, -2), h1 = (2, 0), z2 = 2.5, h2 = 2.5, z3 = 0.
    # Sample -1: z1 = (-1, 1), h1 = (0, 1), z2 = -0.5, h2 = 0, z3 = -5.
    assert_allclose(y_pred, [[0.5], [1 / (1 + np.exp(5))]], rtol=1e-9, err_msg="y_pred")


def test_each_activation_at_zero():
    """With weights of zero in the first two layers, each activation gives the output worked out by hand."""
    params = {
        "W1": np.zeros((2, 3)),
        "b1": np.zeros(3),
        "W2": np.zeros((3, 2)),
        "b2": np.zeros(2),
        "W3": np.array([[1.0], [3.0]]),
        "b3": np.array([-1.0]),
    }
    # All z2 are 0. The sigmoid makes 1/2 of that, so z3 = 1/2 + 3/2 - 1 = 1. The others make 0 of it, so z3 = -1.
    for activation, z3 in (("sigmoid", 1.0), ("tanh", -1.0), ("relu", -1.0)):
        y_pred = solution.forward(params, np.array([[1.0, 2.0]]), activation)
        assert_allclose(y_pred, [[1 / (1 + np.exp(-z3))]], rtol=1e-9, err_msg=activation)


def test_losses_by_hand():
    """A network that says 1/2 to everything has the losses worked out by hand."""
    params, X, y = network()
    params["W3"], params["b3"] = np.zeros((5, 2)), np.zeros(2)
    # Every error is 1/2 or -1/2, and its square 1/4. There are two outputs: a sum over them, a mean over samples.
    squared, _ = solution.gradients(params, X, y, "tanh", "squared_error")
    assert_allclose(squared, 2 * (1 / 4) / 2, rtol=1e-9, err_msg="squared_error")
    # Every right answer was given a probability of 1/2, which costs log 2.
    entropy, _ = solution.gradients(params, X, y, "tanh", "cross_entropy")
    assert_allclose(entropy, 2 * np.log(2), rtol=1e-9, err_msg="cross_entropy")


def test_shapes():
    """The output has a row for each sample, and each gradient has the shape of its parameter."""
    params, X, y = network()
    y_pred = solution.forward(params, X, "sigmoid")
    assert np.shape(y_pred) == (6, 2), f"y_pred has to be (6, 2), and is {np.shape(y_pred)}"
    _, grads = solution.gradients(params, X, y, "sigmoid", "cross_entropy")
    assert set(grads) == set(params), f"the keys have to be those of params, and are {sorted(grads)}"
    for name, param in params.items():
        shape = np.shape(grads[name])
        assert shape == param.shape, f"the gradient of {name} has to be {param.shape}, and is {shape}"


def test_gradients_fit_the_loss():
    """Every gradient says how your own loss changes when one weight is moved a little, for every pair of functions."""
    params, X, y = network()
    for activation, loss in PAIRS:
        _, grads = solution.gradients(params, X, y, activation, loss)
        # From the last layer to the first: the first array that does not fit tells you where to look.
        for name in ("b3", "W3", "b2", "W2", "b1", "W1"):
            expected = measured(params, name, (X, y, activation, loss))
            what = f"gradient of {name}, {activation}, {loss}"
            assert_allclose(grads[name], expected, rtol=1e-5, atol=1e-8, err_msg=what)


def measured(params, name, rest, h=1e-5):
    """Return the gradient of your loss with respect to one parameter, as measured."""
    grad = np.zeros_like(params[name])
    for index in np.ndindex(grad.shape):
        # Step 1: move one entry a little up and a little down, and leave all others as they are.
        up, down = params[name].copy(), params[name].copy()
        up[index] += h
        down[index] -= h
        # Step 2: two passes forward. Only the loss is used, not the gradients.
        higher, _ = solution.gradients({**params, name: up}, *rest)
        lower, _ = solution.gradients({**params, name: down}, *rest)
        # Step 3: how much the loss has risen, divided by the way. It is good to about 8 digits.
        grad[index] = (higher - lower) / (2 * h)
    return grad


def test_arguments_stay():
    """Neither the pass forward nor the pass back changes the arrays that it is given."""
    params, X, y = network()
    for activation, loss in PAIRS:
        solution.forward(params, X, activation)
        solution.gradients(params, X, y, activation, loss)
    params_before, X_before, y_before = network()
    for name, param in params.items():
        assert_allclose(param, params_before[name], rtol=0, err_msg=f"{name} after the calls")
    assert_allclose(X, X_before, rtol=0, err_msg="X after the calls")
    assert_allclose(y, y_before, rtol=0, err_msg="y after the calls")


def test_training():
    """Training on points above and below a diagonal brings the loss down and gets the points right."""
    X = np.random.default_rng(1).random((100, 2))
    y = (X[:, :1] <= X[:, 1:]).astype(float)
    params, losses = solution.train(X, y, "tanh", 3)
    assert np.all(np.isfinite(losses)), "a loss is not finite"
    assert losses[-1] < losses[0], f"the loss begins at {losses[0]} and ends at {losses[-1]}"
    right = np.mean((solution.forward(params, X, "tanh") > 0.5) == (y == 1))
    assert right >= 0.95, f"{right:.0%} of the points are right, and 95% are needed"
