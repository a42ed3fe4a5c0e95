"""The reference `rnn`: derivatives in a higher precision, known values, odd shapes, clipping, and training."""

from typing import Any

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

from reference import rnn as reference

Arrays = dict[str, NDArray[Any]]
Sizes = tuple[int, int, int, int, int]
# N, T, D, H, K
SHAPES: list[Sizes] = [
    (1, 4, 2, 3, 2),
    (4, 1, 2, 3, 2),
    (2, 3, 1, 1, 2),
    (3, 3, 3, 3, 3),
    (2, 3, 2, 4, 1),
    (1, 1, 1, 1, 1),
]
# An imaginary step of this size leaves no trace in the real part, so the derivative loses no digit.
STEP = np.longdouble(1e-30)


def network(rng: Generator, sizes: Sizes) -> tuple[Arrays, NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (params, X, targets, h0)."""
    n, t, d, h, k = sizes
    shapes = {"Wxh": (d, h), "Whh": (h, h), "bh": (h,), "Why": (h, k), "by": (k,)}
    params: Arrays = {name: rng.normal(size=shape) / shape[0] ** 0.5 for name, shape in shapes.items()}
    return params, rng.normal(size=(n, t, d)), rng.integers(k, size=(n, t)), rng.uniform(-0.9, 0.9, (n, h))


def exact_forward(params: Arrays, X: NDArray[Any], h0: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return logits and last state as their definition has them; complex arguments are welcome."""
    h, logits = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ params["Wxh"] + h @ params["Whh"] + params["bh"])
        logits.append(h @ params["Why"] + params["by"])
    return np.stack(logits, axis=1), h


def exact_loss(arrays: Arrays, X: NDArray[Any], targets: NDArray[np.int64]) -> Any:
    """Return the loss as its definition has it; *arrays* are the params and h0."""
    logits, _ = exact_forward(arrays, X, arrays["h0"])
    right = np.take_along_axis(np.exp(logits), targets[..., np.newaxis], axis=-1)[..., 0]
    return -np.sum(np.log(right / np.exp(logits).sum(axis=-1))) / targets.size


def exact_gradients(params: Arrays, X: NDArray[Any], targets: NDArray[np.int64], h0: NDArray[Any]) -> Arrays:
    """Return the gradients by complex steps with long significands."""
    arrays = {**params, "h0": h0}
    grads = {name: np.zeros(array.shape, dtype=np.longdouble) for name, array in arrays.items()}
    for name, array in arrays.items():
        for index in np.ndindex(array.shape):
            moved = {other: value.astype(np.clongdouble) for other, value in arrays.items()}
            moved[name][index] += 1j * STEP
            grads[name][index] = exact_loss(moved, X, targets).imag / STEP
    return grads


def relative_error(got: Any, exact: Any) -> float:
    """Return the largest error, relative to the largest entry."""
    return float(np.max(np.abs(got - exact)) / np.max(np.abs(exact)))


def addition(rng: Generator, n: int, bits: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return pairs of numbers and their sums, lowest bit first."""
    numbers = rng.integers(2**bits, size=(n, 2))
    place = np.arange(bits)
    X = numbers[:, np.newaxis, :] >> place[:, np.newaxis] & 1
    return X.astype(np.float64), numbers.sum(axis=1)[:, np.newaxis] >> place & 1


def test_forward_is_accurate() -> None:
    """Logits and last state keep the accuracy that the docstring claims."""
    params, X, _, h0 = network(default_rng(1), (6, 30, 4, 5, 3))
    long = {name: param.astype(np.longdouble) for name, param in params.items()}
    for got, exact in zip(reference.forward(params, X, h0), exact_forward(long, X, h0), strict=True):
        assert relative_error(got, exact) < 1e-13


def test_gradients_are_accurate() -> None:
    """Loss and gradients keep the accuracy that the docstring claims."""
    params, X, targets, h0 = network(default_rng(1), (6, 30, 4, 5, 3))
    loss, grads = reference.gradients(params, X, targets, h0)
    long = {name: array.astype(np.longdouble) for name, array in {**params, "h0": h0}.items()}
    assert relative_error(loss, exact_loss(long, X, targets)) < 1e-13
    exact = exact_gradients(params, X, targets, h0)
    assert grads.keys() == exact.keys()
    assert all(relative_error(grads[name], exact[name]) < 1e-13 for name in exact)


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_gradients_of_every_shape(sizes: Sizes) -> None:
    """Gradients have their parameters' shapes and are derivatives, for the smallest networks too."""
    params, X, targets, h0 = network(default_rng(2), sizes)
    _, grads = reference.gradients(params, X, targets, h0)
    for name, exact in exact_gradients(params, X, targets, h0).items():
        assert grads[name].shape == {**params, "h0": h0}[name].shape
        assert grads[name] == pytest.approx(exact.astype(np.float64), rel=1e-12, abs=1e-15)


def test_known_values() -> None:
    """A network of zeros knows nothing; a single unit gives what a hand calculation gives."""
    params, X, targets, h0 = network(default_rng(3), (2, 3, 2, 4, 5))
    zeros = {name: np.zeros_like(param) for name, param in params.items()}
    logits, h_last = reference.forward(zeros, X, h0)
    assert (logits == 0).all()
    assert (h_last == 0).all()
    assert reference.gradients(zeros, X, targets, h0)[0] == pytest.approx(np.log(5), rel=1e-15)
    one = {"Wxh": np.ones((1, 1)), "Whh": np.ones((1, 1)), "bh": np.zeros(1), "Why": np.array([[0.0, 1.0]])}
    logits, h_last = reference.forward({**one, "by": np.zeros(2)}, np.array([[[0.5], [0.0]]]), np.array([[-0.5]]))
    assert logits.tolist() == [[[0.0, 0.0], [0.0, 0.0]]]
    assert h_last.tolist() == [[0.0]]
    loss, grads = reference.gradients(
        {**one, "by": np.zeros(2)}, np.array([[[0.5], [0.0]]]), np.array([[1, 1]]), np.array([[-0.5]])
    )
    assert loss == pytest.approx(np.log(2), rel=1e-15)
    # Each step's output asks for −1/4; the first step's unit hears its own and the second's.
    assert {name: grad.tolist() for name, grad in grads.items()} == {
        "Wxh": [[-0.25]],
        "Whh": [[0.25]],
        "bh": [-0.75],
        "Why": [[0.0, 0.0]],
        "by": [0.5, -0.5],
        "h0": [[-0.5]],
    }


def test_huge_logits() -> None:
    """The softmax neither overflows nor loses the loss."""
    params, X, _, h0 = network(default_rng(4), (1, 1, 1, 1, 2))
    params["by"] = np.array([1e4, -1e4])
    loss, grads = reference.gradients(params, X, np.array([[1]]), h0)
    assert loss == pytest.approx(2e4, rel=1e-3)
    assert grads["by"].tolist() == [1.0, -1.0]


def test_a_sequence_in_two_parts() -> None:
    """To go on from the last state is to never have stopped."""
    params, X, _, h0 = network(default_rng(5), (3, 7, 2, 4, 3))
    whole, end = reference.forward(params, X, h0)
    first, middle = reference.forward(params, X[:, :3], h0)
    second, last = reference.forward(params, X[:, 3:], middle)
    assert np.concatenate([first, second], axis=1) == pytest.approx(whole, rel=1e-14)
    assert last == pytest.approx(end, rel=1e-14)


def test_clip_scales_all_by_one_factor() -> None:
    """The norm over all arrays becomes max_norm, and the direction stays."""
    rng = default_rng(6)
    grads = {"W": rng.normal(size=(3, 2)), "b": 100 * rng.normal(size=4), "h0": np.array(0.5)}
    clipped = reference.clip(grads, 2.5)
    assert np.sqrt(sum(np.sum(grad**2) for grad in clipped.values())) == pytest.approx(2.5, rel=1e-14)
    factor = clipped["b"][0] / grads["b"][0]
    assert all(clipped[name] == pytest.approx(factor * grad, rel=1e-14) for name, grad in grads.items())


@pytest.mark.parametrize("size", [0.0, 0.3, 1.0])
def test_clip_keeps_what_is_short_enough(size: float) -> None:
    """Gradients up to max_norm, nought included, come back to the bit."""
    grads = {"W": np.array([[3.0 * size]]), "b": np.array([4.0 * size])}
    assert reference.clip(grads, 5.0) == grads


def test_arguments_stay_as_they_were() -> None:
    """No function writes to what it is given."""
    params, X, targets, h0 = network(default_rng(7), (5, 4, 2, 3, 2))
    for array in (*params.values(), X, targets, h0):
        array.flags.writeable = False
    reference.forward(params, X, h0)
    reference.gradients(params, X, targets, h0)
    reference.clip(params, 1e-3)
    reference.train(X, targets, 3, seed=0)


def test_errors() -> None:
    """Missing parameters, shapes that do not fit and classes that do not exist are refused."""
    params, X, targets, h0 = network(default_rng(8), (5, 4, 2, 3, 2))
    with pytest.raises(KeyError):
        reference.forward({"Wxh": params["Wxh"]}, X, h0)
    with pytest.raises(ValueError, match="size"):
        reference.forward(params, X[..., :1], h0)
    with pytest.raises(IndexError):
        reference.gradients(params, X, targets + 2, h0)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n", [256, 1000, 2048])
def test_training_learns_to_add(n: int, seed: int) -> None:
    """Nearly all sums of 8 bits are right, and of 16 bits too."""
    rng = default_rng(200 + seed)
    params, losses = reference.train(*addition(rng, n, 8), 16, seed)
    for bits, needed in [(8, 0.98), (16, 0.90)]:
        X, sums = addition(rng, 2000, bits)
        logits, _ = reference.forward(params, X, np.zeros((2000, 16)))
        assert np.mean((logits.argmax(axis=2) == sums).all(axis=1)) >= needed
    assert losses[-1] < reference.SOLVED < losses[0]


def test_training_repeats() -> None:
    """The same seed gives the same network, another seed another."""
    X, sums = addition(default_rng(9), 256, 4)
    first, again, other = (reference.train(X, sums, 8, seed)[0]["Whh"] for seed in (1, 1, 2))
    assert (first == again).all()
    assert not (first == other).all()


def test_training_gives_up() -> None:
    """Targets that contradict themselves end the training too."""
    X, targets = np.zeros((2, 1, 1)), np.array([[0], [1]])
    _, losses = reference.train(X, targets, 1, seed=0)
    assert len(losses) == reference.STEPS
    assert losses[-1] == pytest.approx(np.log(2), rel=1e-6)
