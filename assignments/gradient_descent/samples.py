"""Sample tests for solution.py: look how they do it, and add your own. Run them all with `python check.py`."""

import numpy as np
import solution
from numpy.testing import assert_allclose


def points():
    """Return x and y of three points."""
    return np.array([0.0, 1.0, 3.0]), np.array([1.0, 3.0, 3.0])


def test_loss_by_hand():
    """The loss of a line through three points is the one worked out by hand."""
    x, y = points()
    # With slope 1 and intercept 1 the line predicts 1, 2 and 4. It is off by 0, -1 and 1.
    # The squares sum to 2, and 2 N is 6.
    assert_allclose(solution.loss(1.0, 1.0, x, y), 2 / 6, rtol=1e-9, err_msg="loss")


def test_gradients_fit_the_loss():
    """Both derivatives say how your own loss changes when the line is moved a little."""
    x, y = points()
    slope, intercept, h = 0.5, -1.0, 1e-5
    # Step 1: turn the line a little to either side, and see how much the loss rises on the way.
    d_slope = (solution.loss(slope + h, intercept, x, y) - solution.loss(slope - h, intercept, x, y)) / (2 * h)
    # Step 2: lift it and lower it a little.
    d_intercept = (solution.loss(slope, intercept + h, x, y) - solution.loss(slope, intercept - h, x, y)) / (2 * h)
    # Step 3: these are measured, good to about 8 digits. Yours are derived, and have to agree that far.
    assert_allclose(solution.gradients(slope, intercept, x, y), [d_slope, d_intercept], rtol=1e-6, err_msg="both")


def test_one_epoch_by_hand():
    """One epoch of batch descent from the line 0 ends where it does by hand, with the loss that belongs there."""
    x, y = points()
    slope, intercept, losses = solution.batch_descent(0.0, 0.0, x, y, 0.3, 1)
    # The line 0 is off by -1, -3 and -3. The derivatives are -12 / 3 and -7 / 3, and lr is 0.3.
    assert_allclose([slope, intercept], [1.2, 0.7], rtol=1e-9, err_msg="slope and intercept")
    # This line predicts 0.7, 1.9 and 4.3: it is off by -0.3, -1.1 and 1.3. The squares sum to 2.99.
    assert_allclose(losses, [2.99 / 6], rtol=1e-9, err_msg="losses")


def test_epochs_follow_each_other():
    """Three epochs in one call are as good as one epoch, and two more from where it ended."""
    x, y = points()
    slope, intercept, first = solution.batch_descent(-1.0, 2.0, x, y, 0.1, 1)
    slope, intercept, others = solution.batch_descent(slope, intercept, x, y, 0.1, 2)
    at_once = solution.batch_descent(-1.0, 2.0, x, y, 0.1, 3)
    assert_allclose(at_once[:2], [slope, intercept], rtol=1e-9, err_msg="slope and intercept")
    assert_allclose(at_once[2], [*first, *others], rtol=1e-9, err_msg="losses")


def test_two_stochastic_steps_by_hand():
    """Two steps of stochastic descent end where they do by hand, with the loss of all points after each."""
    x, y = points()
    slope, intercept, losses = solution.stochastic_descent(0.0, 0.0, x, y, 0.1, np.array([2, 0]))
    # Point 2 is (3, 3), and the line 0 is off by -3 there: the slope becomes 0.1 * 3 * 3, the intercept 0.1 * 3.
    # Point 0 is (0, 1). The line 0.9 x + 0.3 is off by -0.7 there: the slope stays, the intercept gains 0.07.
    assert_allclose([slope, intercept], [0.9, 0.37], rtol=1e-9, err_msg="slope and intercept")
    # After the first step the line is off by -0.7, -1.8 and 0, after the second by -0.63, -1.73 and 0.07.
    assert_allclose(losses, [3.73 / 6, 3.3947 / 6], rtol=1e-9, err_msg="losses")


def test_arguments_stay():
    """No function changes the arrays that it is given."""
    x, y = points()
    order = np.array([1, 0, 2, 1])
    solution.loss(1.0, 0.5, x, y)
    solution.gradients(1.0, 0.5, x, y)
    solution.batch_descent(1.0, 0.5, x, y, 0.1, 2)
    solution.stochastic_descent(1.0, 0.5, x, y, 0.1, order)
    assert_allclose([x, y], points(), rtol=0, err_msg="x and y after the calls")
    assert_allclose(order, [1, 0, 2, 1], rtol=0, err_msg="order after the calls")
