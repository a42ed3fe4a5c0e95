"""Sample tests for solution.py: look how they do it, and add your own. Run them all with `python check.py`."""

import numpy as np
import solution
from numpy.testing import assert_allclose


def network():
    """Return the params of a network with 2 inputs, 4 units and 3 classes, and 5 sequences of 6 steps for it."""
    rng = np.random.default_rng(7)
    params = {
        "Wxh": rng.normal(size=(2, 4)),
        "Whh": 0.5 * rng.normal(size=(4, 4)),
        "bh": rng.normal(size=4),
        "Why": rng.normal(size=(4, 3)),
        "by": rng.normal(size=3),
    }
    X, targets, h0 = rng.normal(size=(5, 6, 2)), rng.integers(3, size=(5, 6)), np.tanh(rng.normal(size=(5, 4)))
    return params, X, targets, h0


def test_forward_by_hand():
    """Logits and last state of a network with one unit are those worked out by hand."""
    params = {
        "Wxh": np.array([[1.0]]),
        "Whh": np.array([[0.5]]),
        "bh": np.array([-0.5]),
        "Why": np.array([[1.0, -2.0]]),
        "by": np.array([0.5, 0.0]),
    }
    logits, h_last = solution.forward(params, np.array([[[0.0], [1.5]]]), np.array([[1.0]]))
    # Step 1: inside the tanh is 0 * 1 + 1 * 0.5 - 0.5 = 0, so the state is 0.
    # Step 2: inside the tanh is 1.5 * 1 + 0 * 0.5 - 0.5 = 1, so the state is tanh(1) = 0.761594.
    assert_allclose(h_last, [[0.761594]], atol=1e-6, err_msg="h_last")
    assert_allclose(logits, [[[0.5, 0.0], [1.261594, -1.523188]]], atol=1e-6, err_msg="logits")


def test_a_sequence_in_two_parts():
    """A sequence cut in two gives what the whole one gives, if the second part begins where the first ended."""
    params, X, _, h0 = network()
    logits, h_last = solution.forward(params, X, h0)
    first, between = solution.forward(params, X[:, :2], h0)
    second, end = solution.forward(params, X[:, 2:], between)
    assert_allclose(np.concatenate([first, second], axis=1), logits, rtol=1e-9, err_msg="logits")
    assert_allclose(end, h_last, rtol=1e-9, err_msg="h_last")


def test_loss_by_hand():
    """A network that gives each of three classes the same logit has a loss of log 3."""
    params, X, targets, h0 = network()
    params["Why"], params["by"] = np.zeros((4, 3)), np.ones(3)
    # Every probability is 1/3, at every step of every sequence, and the loss is a mean over all of them.
    loss, _ = solution.gradients(params, X, targets, h0)
    assert_allclose(loss, np.log(3), rtol=1e-9, err_msg="loss")


def test_gradients_fit_the_loss():
    """Every gradient, that of h0 too, has the right shape and says how your own loss changes with one entry."""
    params, X, targets, h0 = network()
    _, grads = solution.gradients(params, X, targets, h0)
    arrays = {**params, "h0": h0}
    assert set(grads) == set(arrays), f"the keys have to be {sorted(arrays)}, and are {sorted(grads)}"
    # Those of the output first: nothing comes back through time there.
    for name in ("by", "Why", "bh", "Wxh", "Whh", "h0"):
        expected = measured(arrays, name, X, targets)
        assert_allclose(grads[name], expected, rtol=1e-5, atol=1e-8, err_msg=f"gradient of {name}")


def measured(arrays, name, X, targets, h=1e-5):
    """Return the gradient of your loss with respect to one array, as measured."""
    grad = np.zeros_like(arrays[name])
    for index in np.ndindex(grad.shape):
        losses = []
        for step in (h, -h):
            # Step 1: move one entry a little up, later a little down, and leave all others as they are.
            moved = {**arrays, name: arrays[name].copy()}
            moved[name][index] += step
            # Step 2: a pass forward. Only the loss is used, not the gradients.
            start = moved.pop("h0")
            losses.append(solution.gradients(moved, X, targets, start)[0])
        # Step 3: how much the loss has risen, divided by the way. It is good to about 8 digits.
        grad[index] = (losses[0] - losses[1]) / (2 * h)
    return grad


def test_clip_by_hand():
    """What is too long is shortened as by hand, and what is short enough stays as it is."""
    # The squares of 2, 3 and 6 sum to 49, so the norm is 7. For a norm of 3.5, everything is halved.
    clipped = solution.clip({"a": np.array([2.0, -3.0]), "b": np.array([[6.0]])}, 3.5)
    assert_allclose(clipped["a"], [1.0, -1.5], rtol=1e-5, err_msg="a, clipped to 3.5")
    assert_allclose(clipped["b"], [[3.0]], rtol=1e-5, err_msg="b, clipped to 3.5")
    same = solution.clip({"a": np.array([2.0, -3.0]), "b": np.array([[6.0]])}, 7.5)
    assert_allclose(same["a"], [2.0, -3.0], rtol=1e-9, err_msg="a, clipped to 7.5")
    assert_allclose(same["b"], [[6.0]], rtol=1e-9, err_msg="b, clipped to 7.5")


def test_arguments_stay():
    """The passes forward and back and the clipping leave the arrays that they are given as they were."""
    params, X, targets, h0 = network()
    solution.forward(params, X, h0)
    solution.gradients(params, X, targets, h0)
    solution.clip(params, 0.1)
    params_before, X_before, targets_before, h0_before = network()
    for name, param in params.items():
        assert_allclose(param, params_before[name], rtol=0, err_msg=f"{name} after the calls")
    assert_allclose(X, X_before, rtol=0, err_msg="X after the calls")
    assert_allclose(targets, targets_before, rtol=0, err_msg="targets after the calls")
    assert_allclose(h0, h0_before, rtol=0, err_msg="h0 after the calls")


def test_training():
    """Training on 256 pairs of 8 bits brings the loss down and gets most of their sums right. It may take a while."""
    numbers = np.random.default_rng(1).integers(256, size=(256, 2))
    bits = np.arange(8)  # the lowest first
    X = ((numbers[:, np.newaxis, :] >> bits[:, np.newaxis]) & 1).astype(float)
    targets = (numbers.sum(axis=1)[:, np.newaxis] >> bits) & 1
    params, losses = solution.train(X, targets, 16, 3)
    assert np.all(np.isfinite(losses)), "a loss is not finite"
    assert losses[-1] < losses[0], f"the loss begins at {losses[0]} and ends at {losses[-1]}"
    logits, _ = solution.forward(params, X, np.zeros((256, 16)))
    right = np.mean(np.all(logits.argmax(axis=2) == targets, axis=1))
    assert right >= 0.9, f"{right:.0%} of the sums are right, and 90% are needed"
