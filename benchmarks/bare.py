"""The hidden tests in the submission's own process: no container, no wire, no copies. What isolation is compared with.

It is what a grader that runs the tests beside the submission can do at best. Only for files that you trust:
``bare.py SLUG FILE SEED …`` prints a report for each seed, as a line of JSON; without seeds it waits for them, a line
each, in one warm process.
"""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self

import numpy as np

from grader.exam import assignment as assignments
from grader.exam.apart import environment
from grader.exam.collector import Collector
from grader.exam.modules import load_trusted
from grader.exam.plugin import Run, run_exam
from grader.exam.report import Report
from grader.exam.student import Answer, Call
from grader.settings import ROOT


class Direct:
    """Calls the functions of a trusted module, and nothing else."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def call(self, call: Call, *, with_arguments: bool) -> Answer:
        """See :class:`grader.exam.student.Caller`."""
        value = getattr(self._module, call.function.name)(*call.arguments, **call.keywords)
        return Answer(_with_arrays(value), call.arguments if with_arguments else ())


class Bare:
    """A warm process that runs the hidden tests on one trusted file again and again."""

    def __init__(self, slug: str, file: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, slug, str(file)],
            env=environment(),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, seed: int) -> tuple[float, float]:
        """Run the tests once; return the seconds in the tests alone, and the CPU seconds of the process."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{seed}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        check_score(answer["score"], f"bare, seed {seed}")
        return sum(test["duration_s"] for test in answer["tests"]), answer["cpu_s"]


def check_score(score: float | None, what: str) -> None:
    """Stop unless *score* is full: a benchmark of runs that fail would measure something else."""
    if score != 100:
        raise SystemExit(f"{what}: the score of a right solution is {score}")


def _with_arrays(value: Any) -> Any:
    """Return *value* with arrays for NumPy's scalars in it, which is what the wire makes of them and tests expect."""
    match value:
        case tuple():
            return tuple([_with_arrays(item) if isinstance(item, dict | list) else item for item in value])
        case dict() if any(isinstance(item, np.generic) for item in value.values()):
            return {name: np.asarray(item) for name, item in value.items()}
        case list() if any(isinstance(item, np.generic) for item in value):
            return [np.asarray(item) for item in value]
    return value


def _report(assignment: assignments.Assignment, file: Path, seed: int) -> Report:
    collector = Collector()
    run_exam(assignment, lambda: Run(seed, Direct(load_trusted(file)), collector))
    return Report(assignment.slug, seed, tuple(collector.results.values()))


def main() -> None:
    """Print a report for each seed."""
    slug, file, *seeds = sys.argv[1:]
    assignment = assignments.load(ROOT / "assignments", slug)
    for seed in seeds or sys.stdin:
        start = time.process_time()
        with contextlib.redirect_stdout(sys.stderr):
            report = _report(assignment, Path(file), int(seed)).to_json()
        print(json.dumps({**report, "cpu_s": time.process_time() - start}), flush=True)


if __name__ == "__main__":
    main()
