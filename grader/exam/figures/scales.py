"""Scales: where on an axis a value lies, which values are marked, and how numbers are written.

A scale is made from any floats: those that are not finite are left out, and nothing ever overflows.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ticks = list[tuple[float, str]]

LARGE = 1e150
SMALL = 1e-300
MOST_TICKS = 6
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Scale(Protocol):
    """An axis: values on it lie between 0 and 1."""

    def share(self, values: ArrayLike) -> Floats:
        """Return how far along the axis the values lie."""
        ...

    def ticks(self) -> Ticks:
        """Return the values to mark, and what to write there."""
        ...


@dataclass(frozen=True)
class Linear:
    """An axis on which equal differences are equally long."""

    low: float
    high: float

    @classmethod
    def around(cls, values: ArrayLike, margin: float = 0.05, *, zero: bool = False) -> "Linear":
        """Return a scale that has all *values* and a margin of its length; with *zero*, one that begins there."""
        finite = np.clip(only_finite(values), -LARGE, LARGE)
        low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
        starts_at_zero = zero and low >= 0
        low = 0.0 if starts_at_zero else low
        if high - low <= 1e-9 * max(abs(low), abs(high)) or high - low < 1 / LARGE:
            half = abs(high) / 2 if abs(high) > 1 / LARGE else 1.0
            low, high = (0.0 if starts_at_zero else low - half), high + half
        room = margin * (high - low)
        return cls(low if starts_at_zero else low - room, high + room)

    def share(self, values: ArrayLike) -> Floats:
        """Return how far along the axis the values lie."""
        return (np.clip(np.asarray(values, dtype=np.float64), -LARGE, LARGE) - self.low) / (self.high - self.low)

    def ticks(self) -> Ticks:
        """Return multiples of 1, 2 or 5 times a power of ten."""
        rough = (self.high - self.low) / MOST_TICKS
        power = 10.0 ** math.floor(math.log10(rough))
        step = next((factor * power for factor in (1, 2, 5) if factor * power >= rough), 10 * power)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(k * step, plain_number(k * step)) for k in range(first, last + 1)]


@dataclass(frozen=True)
class Whole(Linear):
    """A linear axis for what is counted: only whole numbers are marked."""

    def ticks(self) -> Ticks:
        """Return those multiples that are whole."""
        return [(value, label) for value, label in super().ticks() if value == round(value)]


@dataclass(frozen=True)
class Log:
    """An axis on which equal ratios are equally long; what is below it lies at its start."""

    low: float
    """The power of ten at which it begins; *high* is that at which it ends."""
    high: float

    @classmethod
    def around(cls, values: ArrayLike, margin: float = 0.05) -> "Log":
        """Return a scale that has all positive *values* and a margin."""
        finite = only_finite(values)
        powers = np.log10(np.clip(finite[finite > 0], SMALL, LARGE))
        low, high = (float(powers.min()), float(powers.max())) if powers.size else (-1.0, 1.0)
        room = max(margin * (high - low), 0.02)
        return cls(low - room, high + room)

    def share(self, values: ArrayLike) -> Floats:
        """Return how far along the axis the values lie."""
        powers = np.log10(np.clip(np.asarray(values, dtype=np.float64), SMALL, LARGE))
        return (np.maximum(powers, self.low) - self.low) / (self.high - self.low)

    def ticks(self) -> Ticks:
        """Return powers of ten, evenly spaced; on a short axis 1, 2 and 5 times these."""
        first, last = math.floor(self.low), math.ceil(self.high)
        if self.high - self.low < 2:
            factors = (1, 2, 5)
            values = [factor * 10.0**power for power in range(first, last + 1) for factor in factors]
            return [(value, plain_number(value)) for value in values if self.low <= math.log10(value) <= self.high]
        stride = math.ceil((self.high - self.low) / MOST_TICKS)
        powers = [p for p in range(first, last + 1) if p % stride == 0 and self.low <= p <= self.high]
        if all(-3 <= power <= 3 for power in powers):
            return [(10.0**power, plain_number(10.0**power)) for power in powers]
        return [(10.0**power, f"10{str(power).translate(SUPERSCRIPTS)}") for power in powers]


@dataclass(frozen=True)
class Bands:
    """An axis of names, one after the other; the place of the k-th is the number k."""

    names: Sequence[str]
    downward: bool = False
    """Whether the first stands on top, on an axis that points up."""

    def share(self, values: ArrayLike) -> Floats:
        """Return how far along the axis the k-th name stands."""
        share = (np.asarray(values, dtype=np.float64) + 0.5) / max(len(self.names), 1)
        return 1 - share if self.downward else share

    def ticks(self) -> Ticks:
        """Return every name."""
        return [(float(k), name) for k, name in enumerate(self.names)]


def only_finite(values: ArrayLike) -> Floats:
    """Return those of *values* that are finite, as a vector."""
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]


def plain_number(value: float) -> str:
    """Return what stands at a tick: 0.2, 1000, 2e−7."""
    text = f"{value:.10g}" if value == 0 or 1e-4 <= abs(value) < 1e6 else f"{value:.4g}"
    return _short_exponent(text).replace("-", "−")


def number(value: float, digits: int = 3) -> str:
    """Return a number for a sentence or a table: 0.693, 1.2e-7, NaN, infinity."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "infinity" if value > 0 else "-infinity"
    return _short_exponent(f"{value:.{digits}g}")


def _short_exponent(text: str) -> str:
    mantissa, has_exponent, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if has_exponent else text
