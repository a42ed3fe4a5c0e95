"""What wrong numbers suggest where no misconception fits: a factor, a transpose, one row, the right direction."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, permutations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONSTANT = 1e-6
"""How far entries may be from a common factor, relative to the largest: far above rounding, far below a coincidence."""
ALIGNED = 0.99
NEARLY_ONE = 1e-3
"""A factor so close to 1 is no factor, but an error."""


def hints(pairs: Mapping[str, tuple[NDArray[np.generic], Floats]], sizes: Mapping[str, int]) -> list[str]:
    """Return a sentence for each thing that wrong arrays, pairs of (got, expected), have in common with the right ones.

    *sizes* are names and values of what a factor could be: ``{"N": 9, "K": 2}``.
    """
    found: dict[str, list[str]] = {}
    for name, (got, expected) in pairs.items():
        if np.isfinite(got).all() and (text := _hint(got, expected, sizes)):
            found.setdefault(text, []).append(name)
    return [f"{_listed(names)} {'is' if len(names) == 1 else 'are each'} {text}." for text, names in found.items()]


def _hint(got: NDArray[np.generic], expected: Floats, sizes: Mapping[str, int]) -> str | None:
    array = np.asarray(got, dtype=np.float64)
    if array.shape != expected.shape:
        return _of_another_shape(array, expected)
    if not array.any():
        return "zero everywhere"
    if not expected.any():
        return None
    if (factor := _factor(array, expected)) is not None and abs(factor - 1) > NEARLY_ONE:
        return _name_factor(factor, sizes, is_one_number=array.size == 1)
    if array.ndim == 2 and array.T.shape == array.shape and _close(array.T, expected):
        return "the transpose of what is right"
    return _in_part(array, expected) or _aligned(array, expected)


def _of_another_shape(array: Floats, expected: Floats) -> str | None:
    if array.ndim >= 2 and array.T.shape == expected.shape and _close(array.T, expected):
        return "the transpose of what is right"
    if array.ndim == expected.ndim + 1 and array.shape[1:] == expected.shape:
        if _close(array.sum(axis=0), expected):
            return "still one row for each sample"
    elif array.size == expected.size and _close(array.reshape(expected.shape), expected):
        return "right in its numbers, but not in its shape"
    return None


def _factor(array: Floats, expected: Floats) -> float | None:
    """Return c if *array* is c · *expected* in every entry."""
    factor = float(np.vdot(expected, array) / np.vdot(expected, expected))
    return factor if factor and _close(array / factor, expected) else None


def _name_factor(factor: float, sizes: Mapping[str, int], *, is_one_number: bool) -> str | None:
    names = [name for name, value in _possible_factors(sizes) if np.isclose(abs(factor), value, rtol=CONSTANT)]
    sign = "−" if factor < 0 else ""
    if np.isclose(factor, -1, rtol=CONSTANT):
        return "exactly −1 times what is right: the sign is wrong"
    if is_one_number and not names:
        return None  # one number is always some factor of another
    figure = f"{sign}{abs(factor):.4g}"
    meaning = f" ({' or '.join(sign + name for name in names[:2])})" if names[:1] not in ([], [figure]) else ""
    return f"{figure} times what is right, in every entry{meaning}"


def _possible_factors(sizes: Mapping[str, int]) -> Iterator[tuple[str, float]]:
    """Yield names of factors and their values, the plainest first; a size of 1 is no factor."""
    large = {name: size for name, size in sizes.items() if size > 1}
    yield from [("2", 2), ("1/2", 1 / 2)]
    yield from chain.from_iterable([(name, size), (f"1/{name}", 1 / size)] for name, size in large.items())
    for one, other in permutations(large, 2):
        yield f"{one}/{other}", large[one] / large[other]
    for one, other in combinations(large, 2):
        yield f"{one}·{other}", large[one] * large[other]
        yield f"1/({one}·{other})", 1 / (large[one] * large[other])
    for name, size in large.items():
        yield f"{name}/2", size / 2
        yield f"2/{name}", 2 / size


def _in_part(array: Floats, expected: Floats) -> str | None:
    """Say which one entry, row or column is wrong, if it is just one of several."""
    wrong = np.abs(array - expected) > CONSTANT * np.abs(expected).max()
    for axis, kind in enumerate({1: ("entry",), 2: ("row", "column")}.get(array.ndim, ())):
        others = tuple(other for other in range(array.ndim) if other != axis)
        places = np.flatnonzero(wrong.any(axis=others))
        if len(places) == 1 and array.shape[axis] > 2:
            return f"wrong in one {kind} only, number {places[0]} of 0 to {array.shape[axis] - 1}"
    return None


def _aligned(array: Floats, expected: Floats) -> str | None:
    if array.size < 3:
        return None
    cosine = float(np.vdot(array, expected) / (np.linalg.norm(array) * np.linalg.norm(expected)))
    if cosine > ALIGNED:
        return f"nearly in the right direction (cosine {cosine:.4f}), with entries too large or too small"
    return f"not in the right direction: its cosine with the right gradient is {cosine:.2f}"


def _close(one: Floats, other: Floats) -> bool:
    return bool(np.max(np.abs(one - other), initial=0.0) <= CONSTANT * np.max(np.abs(other), initial=0.0))


def _listed(names: Sequence[str]) -> str:
    """``gradient of W1, gradient of b1`` → ``The gradients of W1 and b1``."""
    shared = "gradient of "
    if all(name.startswith(shared) for name in names):
        bare = [name.removeprefix(shared) for name in names]
        return f"The gradient{'s' if len(names) > 1 else ''} of {_joined(bare)}"
    return _joined(names)


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
