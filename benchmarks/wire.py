"""What a call costs: microseconds for values of several sizes, into a real container and back.

Run it with: .venv/bin/python benchmarks/wire.py [--repeats N]
"""

import argparse
from collections.abc import Callable
from typing import Any

import numpy as np

import machine
from containers import remote, student
from grader.exam.assignment import Function
from grader.exam.returned import Returned
from grader.inside import values

SOURCE = """
def echo(x):
    return {name: value * 2 + 1 for name, value in x.items()} if isinstance(x, dict) else x * 2 + 1
"""
ECHO = Function("echo", ("x",), (Returned("y", "data"),), call_timeout_s=10)
ECHOED = {
    "8 B, one number": np.ones(1),
    "4 KiB": np.ones(512),
    "1 MiB": np.ones(1 << 17),
    "16 arrays of 4 × 3, in a dict": {f"W{layer}": np.ones((4, 3)) for layer in range(16)},
}
CAPTION = """\
One call, in µs: `y = x * 2 + 1` of float64 arrays there and back, as a hidden test makes it (limits, checks of what
comes back). Medians of {repeats} after a tenth as many; of the large one, of a tenth. In process: the same function
called directly. Encode, decode: the value alone, once each; a call has two of both."""
HEAD = ["value", "call", "99th percentile", "in process", "encode", "decode"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3000, metavar="N")
    repeats = parser.parse_args().repeats
    scope: dict[str, Any] = {}
    exec(SOURCE, scope)  # noqa: S102 - a constant of this file
    with remote(SOURCE, ["echo"]) as caller:
        there = student({"echo": ECHO}, caller).echo
        rows = [_row(name, value, there, scope["echo"], repeats) for name, value in ECHOED.items()]
    print(machine.table(CAPTION.format(repeats=repeats), HEAD, rows))


def _row(name: str, value: Any, there: Callable[[Any], Any], here: Callable[[Any], Any], repeats: int) -> list[str]:
    count = repeats if name != "1 MiB" else max(repeats // 10, 1)
    frame = bytearray().join(values.encode(value))
    acts: list[Callable[[], object]] = [lambda: here(value), lambda: values.encode(value), lambda: _decoded(frame)]
    call = _microseconds(lambda: there(value), count)
    others = [np.median(_microseconds(act, count)) for act in acts]
    return [name, *(f"{figure:.1f}" for figure in (np.median(call), np.percentile(call, 99), *others))]


def _microseconds(act: Callable[[], object], repeats: int) -> list[float]:
    for _ in range(repeats // 10):
        act()
    return [machine.timed(act) * 1e6 for _ in range(repeats)]


def _decoded(frame: bytearray) -> object:
    header_bytes = int.from_bytes(frame[:4])
    return values.decode(memoryview(frame)[8:], header_bytes)


if __name__ == "__main__":
    main()
