"""The reference `backprop`: derivatives in a higher precision, known values, odd shapes, and training."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from reference import backprop as reference

Arrays = dict[str, NDArray[Any]]
Sizes = tuple[int, int, int, int]
# Complex arguments and longer significands are welcome.
EXACT: dict[str, Callable[[NDArray[Any]], NDArray[Any]]] = {
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
}
ACTIVATIONS = list(EXACT)
LOSSES = ["squared_error", "cross_entropy"]
SHAPES: list[tuple[int, Sizes]] = [(1, (3, 5, 4, 2)), (6, (1, 2, 3, 1)), (4, (4, 4, 4, 4)), (1, (1, 1, 1, 1))]
# An imaginary step of this size leaves no trace in the real part, so the derivative loses no digit.
STEP = np.longdouble(1e-30)


def network(rng: Generator, n: int, sizes: Sizes) -> tuple[Arrays, NDArray[np.float64], NDArray[np.float64]]:
    """Return (params, X, y); logits stay below about 10."""
    params: Arrays = {}
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes), start=1):
        params[f"W{layer}"] = 1.5 * rng.normal(size=(n_in, n_out)) / n_in**0.5
        params[f"b{layer}"] = rng.normal(size=n_out)
    return params, rng.normal(size=(n, sizes[0])), rng.random((n, sizes[3]))


def exact_forward(params: Arrays, X: NDArray[Any], activation: str) -> NDArray[Any]:
    """Return the output as its definition has it."""
    act = EXACT[activation]
    hidden = act(act(X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"])
    return np.asarray(1 / (1 + np.exp(-(hidden @ params["W3"] + params["b3"]))))


def exact_loss(params: Arrays, X: NDArray[Any], y: NDArray[Any], activation: str, loss: str) -> Any:
    """Return the loss as its definition has it."""
    p = exact_forward(params, X, activation)
    if loss == "squared_error":
        return np.sum((p - y) ** 2) / (2 * len(y))
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(y)


def exact_gradients(params: Arrays, *rest: Any) -> Arrays:
    """Return the gradients by complex steps with long significands."""
    grads = {name: np.zeros(param.shape, dtype=np.longdouble) for name, param in params.items()}
    for name, param in params.items():
        for index in np.ndindex(param.shape):
            moved = {other: value.astype(np.clongdouble) for other, value in params.items()}
            moved[name][index] += 1j * STEP
            grads[name][index] = exact_loss(moved, *rest).imag / STEP
    return grads


def relative_error(got: Any, exact: Any) -> float:
    """Return the largest error, relative to the largest entry."""
    return float(np.max(np.abs(got - exact)) / np.max(np.abs(exact)))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_are_accurate(activation: str, loss: str) -> None:
    """Loss and gradients keep the accuracy that the docstring claims."""
    params, X, y = network(default_rng(1), 40, (6, 7, 5, 3))
    value, grads = reference.gradients(params, X, y, activation, loss)
    long = {name: param.astype(np.longdouble) for name, param in params.items()}
    assert relative_error(value, exact_loss(long, X, y, activation, loss)) < 1e-14
    exact = exact_gradients(params, X, y, activation, loss)
    assert grads.keys() == exact.keys()
    assert all(relative_error(grads[name], exact[name]) < 1e-14 for name in exact)


@pytest.mark.parametrize(("n", "sizes"), SHAPES, ids=str)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradients_of_every_shape(activation: str, loss: str, n: int, sizes: Sizes) -> None:
    """Gradients have their parameters' shapes and are derivatives, for the smallest networks too."""
    params, X, y = network(default_rng(5), n, sizes)
    _, grads = reference.gradients(params, X, y, activation, loss)
    for name, exact in exact_gradients(params, X, y, activation, loss).items():
        assert grads[name].shape == params[name].shape
        assert grads[name] == pytest.approx(exact.astype(np.float64), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_forward_is_accurate(activation: str) -> None:
    """The output keeps the accuracy that the docstring claims."""
    params, X, _ = network(default_rng(2), 40, (6, 7, 5, 3))
    long = {name: param.astype(np.longdouble) for name, param in params.items()}
    exact = exact_forward(long, X, activation)
    assert float(np.max(np.abs(reference.forward(params, X, activation) / exact - 1))) < 1e-14


def test_sigmoid_is_accurate() -> None:
    """The sigmoid keeps its accuracy over the whole range, and neither overflows nor warns beyond it."""
    z = np.linspace(-15, 15, 3001)
    exact = 1 / (1 + np.exp(-z.astype(np.longdouble)))
    assert float(np.max(np.abs(reference.sigmoid(z) / exact - 1))) < 1e-14
    assert reference.sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_known_values() -> None:
    """A network of zeros says 1/2; a network of single units has the gradient that a hand calculation gives."""
    zeros = {name: np.zeros_like(param) for name, param in network(default_rng(0), 1, (2, 3, 4, 1))[0].items()}
    X, y = np.ones((2, 2)), np.array([[0.0], [1.0]])
    assert reference.forward(zeros, X, "tanh").tolist() == [[0.5], [0.5]]
    assert reference.gradients(zeros, X, y, "tanh", "cross_entropy")[0] == pytest.approx(np.log(2), rel=1e-15)
    assert reference.gradients(zeros, X, y, "tanh", "squared_error")[0] == 0.125
    ones = {name: np.ones((1, 1) if name[0] == "W" else 1) for name in zeros}
    ones["b3"] = np.array([-4.0])
    # x = 1 gives h1 = 2, h2 = 3 and the logit 3 − 4 = −1.
    _, grads = reference.gradients(ones, np.ones((1, 1)), np.zeros((1, 1)), "relu", "cross_entropy")
    p = 1 / (1 + np.e)
    assert {name: grad.item() for name, grad in grads.items()} == pytest.approx(
        {"W1": p, "b1": p, "W2": 2 * p, "b2": p, "W3": 3 * p, "b3": p}, rel=1e-15
    )


def test_cross_entropy_survives_saturation() -> None:
    """A logit so large that the output rounds to 1 still has its exact loss."""
    params = {name: np.ones((1, 1) if name[0] == "W" else 1) for name in ["W1", "b1", "W2", "b2", "W3", "b3"]}
    params["b3"] = np.array([997.0])
    loss, grads = reference.gradients(params, np.ones((1, 1)), np.zeros((1, 1)), "relu", "cross_entropy")
    assert loss == 1000.0
    assert grads["b3"].tolist() == [1.0]


def test_arguments_stay_as_they_were() -> None:
    """Neither function writes to what it is given."""
    params, X, y = network(default_rng(3), 5, (3, 5, 4, 2))
    for array in (*params.values(), X, y):
        array.flags.writeable = False
    for activation, loss in itertools.product(ACTIVATIONS, LOSSES):
        reference.gradients(params, X, y, activation, loss)
    reference.train(X, y.round(), "relu", seed=0)


def test_errors() -> None:
    """Unknown names and shapes that do not fit are refused."""
    params, X, y = network(default_rng(4), 5, (3, 5, 4, 2))
    with pytest.raises(KeyError):
        reference.forward(params, X, "gelu")
    with pytest.raises(KeyError):
        reference.gradients(params, X, y, "tanh", "hinge")
    with pytest.raises(KeyError):
        reference.forward({"W1": params["W1"]}, X, "tanh")
    with pytest.raises(ValueError, match="size"):
        reference.forward(params, X[:, :2], "tanh")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_separates_a_line(activation: str, seed: int) -> None:
    """At least 95 % of new points away from the line are right."""
    rng = default_rng(100 + seed)
    X, new = rng.random((100, 2)), rng.random((4000, 2))
    params, losses = reference.train(X, (X[:, :1] <= X[:, 1:]).astype(np.float64), activation, seed)
    gap = new[:, 1] - new[:, 0]
    right = (reference.forward(params, new, activation)[:, 0] > 0.5) == (gap > 0)
    assert np.mean(right[np.abs(gap) >= 0.05]) >= 0.95
    assert losses[-1] < 0.02 < losses[0]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_training_solves_the_xor_lines(activation: str, seed: int) -> None:
    """All points of both lines are right, but for those where the lines meet."""
    grid = np.linspace(0, 1, 11)
    others = np.delete(grid, 5)
    X = np.vstack([np.stack([grid, grid], axis=1), np.stack([others, 1 - others], axis=1)])
    params, losses = reference.train(X, np.repeat([[0.0], [1.0]], [11, 10], axis=0), activation, seed)
    x = np.concatenate([np.linspace(0, 0.4, 500), np.linspace(0.6, 1, 500)])
    assert (reference.forward(params, np.stack([x, x], axis=1), activation) < 0.5).all()
    assert (reference.forward(params, np.stack([x, 1 - x], axis=1), activation) > 0.5).all()
    assert losses[-1] < 0.02 < losses[0]


def test_training_repeats() -> None:
    """The same seed gives the same network, another seed another."""
    X = default_rng(6).random((20, 2))
    y = (X[:, :1] > 0.5).astype(np.float64)
    first, again, other = (reference.train(X, y, "tanh", seed)[0]["W1"] for seed in (1, 1, 2))
    assert (first == again).all()
    assert not (first == other).all()


def test_training_gives_up() -> None:
    """Data that contradict themselves end the training too."""
    X, y = np.zeros((2, 2)), np.array([[0.0], [1.0]])
    _, losses = reference.train(X, y, "tanh", seed=0)
    assert len(losses) == reference.EPOCHS
    assert losses[-1] == pytest.approx(np.log(2), rel=1e-6)
