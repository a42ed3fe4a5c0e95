"""The reference descents: exact steps, the accuracy that they claim, what they arrive at, and the examples."""

import re
import sys
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from numpy.random import default_rng

from grader.settings import ROOT
from reference import gradient_descent as reference

X, Y = default_rng(1).uniform(-1, 3, size=40), default_rng(2).uniform(-3, 3, size=40)
START, LR = (1.25, -2.5), 0.125

Numbers = list[Fraction]


def exactly(values: np.typing.NDArray[np.float64]) -> Numbers:
    """Return the fractions that floats stand for."""
    return [Fraction(value) for value in values.tolist()]


def exact_errors(line: Numbers, x: Numbers, y: Numbers) -> Numbers:
    """Return by how much the line is off."""
    return [line[0] * a + line[1] - b for a, b in zip(x, y, strict=True)]


def exact_loss(line: Numbers, x: Numbers, y: Numbers) -> Fraction:
    """Half the mean squared error by its definition."""
    return sum((e * e for e in exact_errors(line, x, y)), Fraction(0)) / (2 * len(x))


def exact_walk(batches: list[list[int]]) -> Iterator[Numbers]:
    """Yield the line after a step on each batch."""
    line, x, y = [Fraction(number) for number in START], exactly(X), exactly(Y)
    for batch in batches:
        xs, ys = [x[n] for n in batch], [y[n] for n in batch]
        errors = exact_errors(line, xs, ys)
        d_slope = sum((e * a for e, a in zip(errors, xs, strict=True)), Fraction(0)) / len(batch)
        d_intercept = sum(errors, Fraction(0)) / len(batch)
        line = [line[0] - Fraction(LR) * d_slope, line[1] - Fraction(LR) * d_intercept]
        yield line


def error(got: float, exact: Fraction, scale: Fraction | None = None) -> float:
    """Return the error relative to *scale*, or to what is exact."""
    return float(abs(Fraction(got) - exact) / abs(scale or exact))


def test_accuracy_of_loss_and_gradients() -> None:
    """What the docstrings claim, against fractions."""
    line, x, y = [Fraction(number) for number in START], exactly(X), exactly(Y)
    errors = exact_errors(line, x, y)
    products = [e * a for e, a in zip(errors, x, strict=True)]
    assert error(reference.loss(*START, X, Y), exact_loss(line, x, y)) < 1e-14
    for got, terms in zip(reference.gradients(*START, X, Y), (products, errors), strict=True):
        size = sum(map(abs, terms), Fraction(0)) / 40
        assert error(got, sum(terms, Fraction(0)) / 40, size) < 1e-14


@pytest.mark.parametrize("kind", ["batch", "stochastic"])
def test_accuracy_of_a_descent(kind: str) -> None:
    """Thirty steps, the line and every loss, against fractions."""
    if kind == "batch":
        *got, losses = reference.batch_descent(*START, X, Y, LR, 30)
        lines = list(exact_walk([list(range(40))] * 30))
    else:
        order = default_rng(3).integers(40, size=30)
        *got, losses = reference.stochastic_descent(*START, X, Y, LR, order)
        lines = list(exact_walk([[n] for n in order.tolist()]))
    assert max(error(*pair) for pair in zip(got, lines[-1], strict=True)) < 1e-13
    exact = [exact_loss(line, exactly(X), exactly(Y)) for line in lines]
    assert max(error(*pair) for pair in zip(losses, exact, strict=True)) < 1e-13


def test_batch_descent_arrives_at_least_squares() -> None:
    """It ends where NumPy's fit does, and the loss falls all the way."""
    *line, losses = reference.batch_descent(0.0, 0.0, X, Y, 0.3, 1000)
    assert line == pytest.approx(np.polyfit(X, Y, 1).tolist(), rel=1e-12)
    assert np.diff(losses).max() < 1e-15  # at the end, nothing but rounding is left


def test_stochastic_descent_arrives_at_a_line_through_all_points() -> None:
    """Without noise every sample agrees on the line; with noise they do not, and it never comes to rest."""
    order = np.tile(default_rng(4).permutation(40), 50)
    assert reference.stochastic_descent(0.0, 0.0, X, 2 * X - 1, 0.1, order)[:2] == pytest.approx((2, -1), rel=1e-9)
    *_, losses = reference.stochastic_descent(0.0, 0.0, X, Y, 0.1, order)
    assert min(losses[-40:]) < 0.95 * max(losses[-40:])


def test_a_descent_of_one_sample_is_both() -> None:
    """With a single sample, an epoch is a step."""
    batch = reference.batch_descent(*START, X[:1], Y[:1], LR, 5)
    assert reference.stochastic_descent(*START, X[:1], Y[:1], LR, [0] * 5) == batch


def test_nothing_is_changed_in_place() -> None:
    """The samples and their order are the same after a descent."""
    x, y, order = X.copy(), Y.copy(), np.arange(40)
    reference.batch_descent(*START, x, y, LR, 3)
    reference.stochastic_descent(*START, x, y, LR, order)
    for after, before in ((x, X), (y, Y), (order, np.arange(40))):
        np.testing.assert_array_equal(after, before)


def test_examples_of_the_specification(monkeypatch: pytest.MonkeyPatch) -> None:
    """What students are told to compare with is what the reference returns."""
    [example] = re.findall(
        r"```python\n(.*?)```", (ROOT / "assignments/gradient_descent/spec.md").read_text("utf-8"), re.DOTALL
    )
    monkeypatch.setitem(sys.modules, "solution", reference)
    assert example.count("assert ") == 6
    exec(example, {})  # noqa: S102 - our own page
