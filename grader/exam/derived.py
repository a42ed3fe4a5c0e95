"""Is a gradient derived, or measured by changing one input after the other? Its cost tells, its digits do not.

A complex step is as exact as a derivation, but any measurement needs a forward pass for each entry, where
backpropagation needs about three in all (Baydin et al., JMLR 18 (2018), section 3).
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

from grader.errors import CallTimeout
from grader.exam.checks import fail
from grader.exam.student import RemoteFunction

RATIO = 400
"""How many forward passes a gradient may take: plain loops beside a forward pass in matrices need up to 100."""

LEAST_S = 2.0
"""However quick the forward pass is; 10 times what plain loops need for 250 000 weights."""


def assert_derived(
    gradients: RemoteFunction,
    call: Sequence[Any],
    forward: Callable[[], object],
    entries: int,
    of: str = "",
) -> None:
    """Fail if *gradients* takes as long for *call* as measuring its *entries* would.

    The measure is the time of *forward()*. *call* has to be so large (100 000 entries) that measuring takes ten times
    the limit; *of* says which branch it takes ("tanh, cross_entropy"). What an earlier test found out about the same
    function and branch is remembered.
    """
    key = f"{gradients.signature} {of}"
    if key not in gradients.memory:
        gradients.memory[key] = _cost(gradients, call, forward, entries)
    if complaint := gradients.memory[key]:
        fail(complaint)


def _cost(gradients: RemoteFunction, call: Sequence[Any], forward: Callable[[], object], entries: int) -> str:
    """Return what to tell the student of the cost, or nothing if all is well."""
    forward_s = min(_timed(forward) for _ in range(3))
    limit_s = min(max(LEAST_S, RATIO * forward_s), gradients.timeout_s)
    try:
        gradients.within(limit_s)(*call)
    except CallTimeout:
        return (
            f"{gradients.signature} took more than {limit_s:.1f} s for a gradient of {entries:,} entries, where a "
            f"forward pass takes {1000 * forward_s:.1f} ms. Backpropagation takes about as long as three forward "
            "passes. A gradient that is measured, by changing one entry after the other, takes a pass for each entry: "
            "it is a good way to check a gradient, and earns no points as one."
        )
    return ""


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
