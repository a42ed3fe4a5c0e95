"""The reference losses: known values, derivatives, odd shapes, huge logits, and the accuracy that they claim."""

import warnings
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from reference import loss as reference

Floats = NDArray[np.float64]
SHAPES = [(1, 1), (1, 4), (5, 1), (4, 4), (7, 3)]


def regression(rng: Generator, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Predictions and targets."""
    return rng.normal(size=shape), rng.normal(size=shape)


def yes_or_no(rng: Generator, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Logits and soft targets."""
    return rng.normal(size=shape), rng.uniform(size=shape)


def classes(rng: Generator, shape: tuple[int, int]) -> tuple[Floats, NDArray[np.int64]]:
    """Logits and labels."""
    return rng.normal(size=shape), rng.integers(shape[1], size=shape[0])


CASES = [
    pytest.param(reference.mean_squared_error, regression, id="squared error"),
    pytest.param(reference.binary_cross_entropy, yes_or_no, id="binary cross-entropy"),
    pytest.param(reference.softmax_cross_entropy, classes, id="softmax cross-entropy"),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize(("function", "batch"), CASES)
def test_gradient_is_the_derivative(
    function: Callable[..., tuple[float, Floats]], batch: Callable[..., tuple[Floats, Any]], shape: tuple[int, int]
) -> None:
    """Along a random direction, the slope of the loss is the gradient's product with it."""
    rng = default_rng(1)
    z, target = batch(rng, shape)
    direction = rng.normal(size=shape)
    slope = (function(z + 1e-5 * direction, target)[0] - function(z - 1e-5 * direction, target)[0]) / 2e-5
    _, grad = function(z, target)
    assert grad.shape == shape
    assert np.sum(grad * direction) == pytest.approx(slope, rel=1e-7, abs=1e-10)


def test_penalty_gradient_is_the_derivative() -> None:
    """The same for the penalty, over arrays of every rank."""
    rng = default_rng(2)
    weights, direction = ([rng.normal(size=shape) for shape in [(), (3,), (3, 2), (2, 3, 2)]] for _ in range(2))
    ahead, behind = (
        reference.l2_penalty([W + h * D for W, D in zip(weights, direction, strict=True)], 0.3, 7)[0]
        for h in (1e-5, -1e-5)
    )
    _, grads = reference.l2_penalty(weights, 0.3, 7)
    assert [np.shape(grad) for grad in grads] == [(), (3,), (3, 2), (2, 3, 2)]
    product = sum(float(np.sum(grad * D)) for grad, D in zip(grads, direction, strict=True))
    assert product == pytest.approx((ahead - behind) / 2e-5, rel=1e-7)


def test_known_values() -> None:
    """Each loss has the value that a hand calculation gives."""
    loss, grad = reference.mean_squared_error(np.array([[1.0, 2.0], [0.0, 4.0]]), np.array([[0.0, 2.0], [0.0, 1.0]]))
    assert loss == 2.5
    assert grad.tolist() == [[0.5, 0.0], [0.0, 1.5]]
    loss, grad = reference.binary_cross_entropy(np.zeros((2, 1)), np.array([[1.0], [0.0]]))
    assert loss == pytest.approx(np.log(2), rel=1e-15)
    assert grad == pytest.approx(np.array([[-0.25], [0.25]]), rel=1e-15)
    loss, grad = reference.softmax_cross_entropy(np.log([[1.0, 1.0, 2.0]]), np.array([2]))
    assert loss == pytest.approx(np.log(2), rel=1e-15)
    assert grad == pytest.approx(np.array([[0.25, 0.25, -0.5]]), rel=1e-15)
    loss, grads = reference.l2_penalty([np.array([[1.0, 2.0]]), np.array(2.0)], 0.5, 10)
    assert loss == pytest.approx(0.225, rel=1e-15)
    assert grads[0] == pytest.approx(np.array([[0.05, 0.1]]), rel=1e-15)


def test_huge_logits_neither_overflow_nor_warn() -> None:
    """At ±1e4 the losses are exact, and NumPy has nothing to complain of."""
    huge = np.array([[1e4, -1e4], [-1e4, 1e4]])
    with warnings.catch_warnings(), np.errstate(over="raise", invalid="raise", divide="raise"):
        warnings.simplefilter("error")
        binary, binary_grad = reference.binary_cross_entropy(huge, np.array([[0.0, 0.0], [0.0, 0.0]]))
        softmax, softmax_grad = reference.softmax_cross_entropy(huge, np.array([1, 1]))
    assert (binary, softmax) == (1e4, 1e4)
    assert binary_grad.tolist() == [[0.5, 0.0], [0.0, 0.5]]
    assert softmax_grad.tolist() == [[0.5, -0.5], [0.0, 0.0]]


def test_a_single_class_costs_nothing() -> None:
    """With K = 1, the softmax is 1 whatever the logit."""
    loss, grad = reference.softmax_cross_entropy(np.array([[3.0], [-1e4]]), np.array([0, 0]))
    assert loss == 0
    assert not grad.any()


def exact_squared_error(y_pred: list[list[Decimal]], y: list[list[Decimal]]) -> tuple[Decimal, list[list[Decimal]]]:
    """Squared error by its definition, in decimals."""
    n = len(y)
    error = [[a - b for a, b in zip(*rows, strict=True)] for rows in zip(y_pred, y, strict=True)]
    return sum((e * e for row in error for e in row), Decimal(0)) / (2 * n), [[e / n for e in row] for row in error]


def exact_binary(logits: list[list[Decimal]], y: list[list[Decimal]]) -> tuple[Decimal, list[list[Decimal]]]:
    """Binary cross-entropy by its definition, in decimals."""
    n, loss, grad = len(y), Decimal(0), []
    for z_row, y_row in zip(logits, y, strict=True):
        yes = [1 / (1 + (-z).exp()) for z in z_row]
        no = [1 / (1 + z.exp()) for z in z_row]
        loss -= sum(t * p.ln() + (1 - t) * q.ln() for t, p, q in zip(y_row, yes, no, strict=True))
        grad.append([(p - t) / n for p, t in zip(yes, y_row, strict=True)])
    return loss / n, grad


def exact_softmax(logits: list[list[Decimal]], labels: list[int]) -> tuple[Decimal, list[list[Decimal]]]:
    """Softmax cross-entropy by its definition, in decimals."""
    n, loss, grad = len(labels), Decimal(0), []
    for row, label in zip(logits, labels, strict=True):
        total = sum((z.exp() for z in row), Decimal(0))
        loss -= (row[label].exp() / total).ln()
        grad.append([(z.exp() / total - (k == label)) / n for k, z in enumerate(row)])
    return loss / n, grad


def decimals(array: Floats) -> list[list[Decimal]]:
    """Turn a matrix into the decimals that its floats stand for, exactly."""
    return [[Decimal(value) for value in row] for row in array.tolist()]


def assert_accurate(got: tuple[float, Floats], exact: tuple[Decimal, list[list[Decimal]]], floor: Decimal) -> None:
    """Compare with the docstrings' Accuracy: 1e-14 of the loss (or of floor) and of the largest gradient."""
    pairs = list(zip(got[1].ravel().tolist(), [e for row in exact[1] for e in row], strict=True))
    assert abs(Decimal(got[0]) - exact[0]) <= Decimal("1e-14") * max(floor, abs(exact[0]))
    assert max(abs(Decimal(g) - e) for g, e in pairs) <= Decimal("1e-14") * max(abs(e) for _, e in pairs)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 30.0, 1e4])
def test_accuracy_against_sixty_digits(scale: float) -> None:
    """What the docstrings claim, for logits of every size."""
    rng = default_rng(3)
    z, y = rng.uniform(-scale, scale, size=(40, 6)), rng.uniform(size=(40, 6))
    labels = rng.integers(6, size=40)
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = 60, -999999, 999999
        assert_accurate(reference.mean_squared_error(z, y), exact_squared_error(decimals(z), decimals(y)), Decimal(0))
        # 1 − σ needs more digits than 60 only where it is below 1e-60; exact_binary never subtracts.
        assert_accurate(reference.binary_cross_entropy(z, y), exact_binary(decimals(z), decimals(y)), Decimal(0))
        exact = exact_softmax(decimals(z), labels.tolist())
        assert_accurate(reference.softmax_cross_entropy(z, labels), exact, Decimal(1))


def test_accuracy_of_the_penalty() -> None:
    """The penalty of a thousand weights, against exact sums."""
    W = default_rng(4).normal(size=(50, 20))
    with localcontext() as context:
        context.prec = 60
        strength = Decimal.from_float(0.3)
        exact = [[strength * w / 7 for w in row] for row in decimals(W)]
        loss = strength / 14 * sum((w * w for row in decimals(W) for w in row), Decimal(0))
        got, grads = reference.l2_penalty([W], 0.3, 7)
        assert_accurate((got, grads[0]), (loss, exact), Decimal(0))


@pytest.mark.parametrize("batch_size", [1, 32, 128, 512])
def test_one_learning_rate_serves_all_batch_sizes(batch_size: int) -> None:
    """A linear classifier trained with the gradient beats guessing by far, whatever the batch size."""
    rng = default_rng(5)
    labels = rng.integers(3, size=512)
    X = 2 * np.eye(3)[labels] + rng.normal(size=(512, 3))
    W = np.zeros((3, 3))
    for _ in range(300):
        batch = rng.permutation(512)[:batch_size]
        W -= 0.1 * X[batch].T @ reference.softmax_cross_entropy(X[batch] @ W, labels[batch])[1]
    assert reference.softmax_cross_entropy(X @ W, labels)[0] < 0.6 * np.log(3)
