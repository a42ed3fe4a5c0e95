"""How the cost grows with the number of calls: steps of Adam in a container, each from where the last one ended.

Run it with: .venv/bin/python benchmarks/calls.py [--repeats N]
"""

import argparse
import statistics
from typing import Any

import numpy as np

import machine
from bare import Direct
from containers import remote, student
from grader.exam import assignment as assignments
from grader.exam.modules import load_trusted
from grader.exam.student import Student
from grader.settings import ROOT

COUNTS = (100, 1_000, 10_000)
CAPTION = """\
Steps of Adam on a dict of a 3 × 2 and a 2 array, in s, medians of {repeats}. Overhead is what the container adds to the
same calls in process; a fit of it is {each_us:.1f} µs for each call and {fixed_ms:.1f} ms besides.
Target: less than 1 s of overhead for 10,000 calls."""
HEAD = ["calls", "in process", "in the container", "overhead", "overhead for each call, µs"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3, metavar="N")
    repeats = parser.parse_args().repeats
    adam = assignments.load(ROOT / "assignments", "adam")
    here = student(adam.functions, Direct(load_trusted(adam.reference)))
    with remote(adam.reference.read_text(), list(adam.functions)) as caller:
        there = student(adam.functions, caller)
        _walk(there, COUNTS[0])
        figures = [[_median(side, count, repeats) for side in (here, there)] for count in COUNTS]
    overheads = [apart - together for together, apart in figures]
    each, fixed = np.polyfit(COUNTS, overheads, 1)
    rows = [
        [f"{count:,}", f"{together:.3f}", f"{apart:.3f}", f"{apart - together:.3f}", f"{overhead / count * 1e6:.1f}"]
        for count, (together, apart), overhead in zip(COUNTS, figures, overheads, strict=True)
    ]
    caption = CAPTION.format(repeats=repeats, each_us=each * 1e6, fixed_ms=fixed * 1e3)
    print(machine.table(caption, HEAD, rows))


def _median(student: Student, count: int, repeats: int) -> float:
    return statistics.median(machine.timed(lambda: _walk(student, count)) for _ in range(repeats))


def _walk(student: Student, steps: int) -> None:
    params: dict[str, Any] = {"W": np.ones((3, 2)), "b": np.ones(2)}
    state = student.init(params)
    for _ in range(steps):
        params, state = student.step(params, params, state, lr=0.01)


if __name__ == "__main__":
    main()
