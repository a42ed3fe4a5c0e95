"""Sample tests for solution.py: look how they do it, and add your own. Run them all with `python check.py`."""

import numpy as np
import solution
from numpy.testing import assert_allclose


def measured(loss, array, *rest, h=1e-5):
    """Return the gradient of a loss with respect to an array, as measured."""
    grad = np.zeros_like(array)
    for index in np.ndindex(array.shape):
        # Step 1: move one entry a little up and a little down, and leave all others as they are.
        up, down = array.copy(), array.copy()
        up[index] += h
        down[index] -= h
        # Step 2: how much the loss has risen on the way from the one to the other, divided by the way.
        grad[index] = (loss(up, *rest)[0] - loss(down, *rest)[0]) / (2 * h)
    return grad


def test_squared_error_by_hand():
    """The squared error of two samples with three outputs is the one worked out by hand."""
    y_pred, y = np.array([[1.0, 0.0, 2.0], [3.0, -1.0, 0.0]]), np.array([[0.0, 0.0, 4.0], [3.0, 1.0, 1.0]])
    loss, grad = solution.mean_squared_error(y_pred, y)
    # The errors are 1, 0, -2 and 0, -2, -1. Their squares sum to 10, and 2 N is 4.
    assert_allclose(loss, 2.5, rtol=1e-9, err_msg="loss")
    assert np.shape(grad) == (2, 3), f"a gradient has the shape of y_pred, (2, 3); yours has {np.shape(grad)}"


def test_binary_cross_entropy_by_hand():
    """Who says 1/2 to every question pays log 2 for each, whatever the answers are."""
    loss, grad = solution.binary_cross_entropy(np.zeros((2, 3)), np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]))
    # The sigmoid of 0 is 1/2. There are three questions for each sample: a sum over them, and a mean over samples.
    assert_allclose(loss, 3 * np.log(2), rtol=1e-9, err_msg="loss")
    assert np.shape(grad) == (2, 3), f"a gradient has the shape of the logits, (2, 3); yours has {np.shape(grad)}"


def test_softmax_cross_entropy_by_hand():
    """The cross-entropy of two samples with simple probabilities is the one worked out by hand."""
    # Logits that are logarithms: the softmax of a row is the numbers below, divided by their sum.
    logits = np.log([[1.0, 3.0, 4.0], [2.0, 2.0, 1.0]])
    loss, grad = solution.softmax_cross_entropy(logits, np.array([0, 1]))
    # The right classes have the probabilities 1/8 and 2/5.
    assert_allclose(loss, (np.log(8) + np.log(5 / 2)) / 2, rtol=1e-9, err_msg="loss")
    assert np.shape(grad) == (2, 3), f"a gradient has the shape of the logits, (2, 3); yours has {np.shape(grad)}"


def test_penalty_by_hand():
    """The penalty of a matrix and a single number is the one worked out by hand."""
    weights = [np.array([[1.0, -2.0], [0.0, 3.0]]), np.array(2.0)]
    loss, grads = solution.l2_penalty(weights, 0.1, 3)
    # The squares sum to 1 + 4 + 0 + 9 + 4 = 18, the strength is 0.1, and 2 m is 6.
    assert_allclose(loss, 0.3, rtol=1e-9, err_msg="loss")
    shapes = [np.shape(grad) for grad in grads]
    assert shapes == [(2, 2), ()], f"gradients have the shapes of the weights, (2, 2) and (); yours have {shapes}"


def test_gradients_fit_the_losses():
    """Every gradient says how your own loss changes when an entry is moved a little."""
    z = np.array([[0.5, -1.0, 2.0], [1.5, 0.0, -0.5], [-2.0, 0.3, 0.8], [0.1, 0.2, 0.9]])
    y = np.array([[1.0, 0.0, 0.0], [0.25, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.5, 0.0]])
    labels = np.array([2, 0, 1, 2])
    # What is measured is good to about 8 digits. What is derived has to agree that far.
    for loss, targets in (
        (solution.mean_squared_error, y),
        (solution.binary_cross_entropy, y),
        (solution.softmax_cross_entropy, labels),
    ):
        assert_allclose(loss(z, targets)[1], measured(loss, z, targets), rtol=1e-6, atol=1e-8, err_msg=loss.__name__)


def test_gradients_of_the_penalty_fit():
    """Each gradient of the penalty says how your own penalty changes when an entry of that array is moved a little."""
    first, second = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([0.7, -0.2, 1.1])
    _, grads = solution.l2_penalty([first, second], 0.4, 5)
    by_first = measured(lambda moved: solution.l2_penalty([moved, second], 0.4, 5), first)
    by_second = measured(lambda moved: solution.l2_penalty([first, moved], 0.4, 5), second)
    assert_allclose(grads[0], by_first, rtol=1e-6, atol=1e-8, err_msg="the first array")
    assert_allclose(grads[1], by_second, rtol=1e-6, atol=1e-8, err_msg="the second array")


def test_huge_logits():
    """Who is very sure pays nothing if it is right, and the difference of the logits if it is wrong."""
    # Two samples: the first is right, the second is wrong by 1000. The mean is 500.
    loss, grad = solution.binary_cross_entropy(np.array([[1000.0], [-1000.0]]), np.array([[1.0], [1.0]]))
    assert_allclose(loss, 500.0, rtol=1e-9, err_msg="binary cross-entropy")
    assert np.all(np.isfinite(grad)), f"a gradient of binary_cross_entropy is not finite: {grad}"
    loss, grad = solution.softmax_cross_entropy(np.array([[1000.0, 0.0], [1000.0, 0.0]]), np.array([0, 1]))
    assert_allclose(loss, 500.0, rtol=1e-9, err_msg="softmax cross-entropy")
    assert np.all(np.isfinite(grad)), f"a gradient of softmax_cross_entropy is not finite: {grad}"


def test_arguments_stay():
    """No function changes the arrays that it is given."""
    z, y, labels = np.array([[1.0, 2.0], [3.0, -4.0]]), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([1, 0])
    solution.mean_squared_error(z, y)
    solution.binary_cross_entropy(z, y)
    solution.softmax_cross_entropy(z, labels)
    solution.l2_penalty([z], 0.1, 2)
    assert_allclose(z, [[1.0, 2.0], [3.0, -4.0]], rtol=0, err_msg="the first argument after the calls")
    assert_allclose(y, [[0.0, 1.0], [1.0, 0.0]], rtol=0, err_msg="y after the calls")
    assert_allclose(labels, [1, 0], rtol=0, err_msg="labels after the calls")
