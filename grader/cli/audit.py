"""``grader audit``: tests the tests of an assignment."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from grader.errors import AuthorError
from grader.exam import assignment as assignments
from grader.exam.audit import Audit, audit, subjects, upper_bound
from grader.exam.inspection import problem_of
from grader.settings import Settings

WIDTH = 160
"""Of a file, into which the matrix should go whole."""


def audit_assignments(settings: Settings, options: argparse.Namespace) -> int:
    """Audit the assignments and print what was found. Returns 0: all is well; 1: it is not."""
    seeds = range(1, options.seeds + 1)
    results: dict[str, Any] = {}
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
    for slug in options.assignments or assignments.slugs(settings.assignments_dir):
        start = time.monotonic()
        try:
            found = _audit(settings, slug, seeds)
            results[slug] = _as_json(found) | {"duration_s": round(time.monotonic() - start, 1)}
            if not options.json:
                _show(console, found, time.monotonic() - start)
        except AuthorError as error:
            results[slug] = {"breaches": [str(error)]}
            if not options.json:
                console.print(Text(f"{slug}\n✗ {error}\n", "red"), soft_wrap=True)
    if options.json:
        print(json.dumps(results))
    return int(any(result["breaches"] for result in results.values()))


def _audit(settings: Settings, slug: str, seeds: range) -> Audit:
    assignment = assignments.load(settings.assignments_dir, slug)
    if problem := problem_of(settings.assignments_dir, slug):
        raise AuthorError(problem)
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(slug, total=len(seeds) * len(subjects(assignment)))
        return audit(assignment, seeds, tick=lambda: progress.advance(task))


def _as_json(found: Audit) -> dict[str, Any]:
    return {
        "seeds": len(found.seeds),
        "flakes": found.flakes,
        "flake_rate_at_most": upper_bound(found.flakes, len(found.reference.reports)),
        "tolerance_used": found.tolerance_used,
        "tests": found.tests,
        "misconceptions": {
            one.slug: {"fails": one.fails, "failed_tests": found.trials[file].failed()}
            for file, one in found.misconceptions.items()
        },
        "breaches": found.breaches,
    }


def _show(console: Console, found: Audit, duration_s: float) -> None:
    runs = len(found.reference.reports)
    bound = upper_bound(found.flakes, runs)
    console.print(Text(f"{found.assignment.slug}: {found.assignment.title}", "bold"))
    console.print(
        f"The reference earns everything on {runs - found.flakes} of {runs} seeds: "
        f"it fails at most {bound:.1%} of the time (95 % confidence).\n"
        f"Right solutions use at most {found.tolerance_used:.1g} of any tolerance.\n"
        f"{len(found.trials)} files, {len(found.seeds)} seeds, {duration_s:.0f} s.\n",
        soft_wrap=True,
    )
    console.print(_matrix(found), soft_wrap=True)
    for number, test in enumerate(found.tests, start=1):
        console.print(Text(f"{number:>4}  {test}", "dim"), soft_wrap=True)
    console.print()
    for breach in found.breaches:
        console.print(Text(f"✗ {breach}", "red"), soft_wrap=True)
    console.print(Text("✗ It is not fit to go out.\n", "red") if found.breaches else Text("✓ All is well.\n", "green"))


def _matrix(found: Audit) -> Table:
    """Return which misconception fails which test: x always, + on some seeds, . never."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("misconception")
    table.add_column("".join(str(number % 10) for number in range(1, len(found.tests) + 1)), no_wrap=True)
    table.add_column("fails")
    for file, one in found.misconceptions.items():
        table.add_row(one.slug, "".join(_marks(found, file_tests=found.trials[file].failed())), ", ".join(one.fails))
    return table


def _marks(found: Audit, file_tests: dict[str, int]) -> Iterator[str]:
    for test in found.tests:
        failures = file_tests.get(test, 0)
        yield "x" if failures == len(found.seeds) else "+" if failures else "."
