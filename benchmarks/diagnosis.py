"""How much longer a failing run takes for its mistake to be named: every misconception, with and without the others.

Run it with: .venv/bin/python benchmarks/diagnosis.py [SLUG …]
"""

import os
import platform
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.exam import assignment as assignments
from grader.exam import misconceptions
from grader.exam.trial import run_trial
from grader.settings import ROOT

REPEATS = 3


def main() -> None:
    """Print a table of medians."""
    title = f"{os.cpu_count()} cores, Python {platform.python_version()}, seconds, median of {REPEATS} for each file"
    table = Table("assignment", "misconceptions", "failing run, median", "diagnosis, median", "largest", title=title)
    for slug in sys.argv[1:] or assignments.slugs(ROOT / "assignments"):
        with tempfile.TemporaryDirectory() as folder:
            table.add_row(slug, *_figures(slug, Path(folder)))
    Console().print(table)


def _figures(slug: str, folder: Path) -> list[str]:
    exam = assignments.load(ROOT / "assignments", slug)
    silent = _without_misconceptions(exam, folder)
    files = [one.file for one in misconceptions.load(exam)]
    bare = [_median(silent, file) for file in files]
    added = [_median(exam, file) - before for file, before in zip(files, bare, strict=True)]
    return [str(len(files)), *(f"{figure:.2f}" for figure in (_middle(bare), _middle(added), max(added)))]


def _without_misconceptions(exam: assignments.Assignment, folder: Path) -> assignments.Assignment:
    """Return a copy of *exam* that knows no mistake."""
    ignored = shutil.ignore_patterns("misconceptions")
    shutil.copytree(exam.folder, folder / "assignments" / exam.slug, ignore=ignored)
    shutil.copytree(ROOT / "reference", folder / "reference")
    return assignments.load(folder / "assignments", exam.slug)


def _median(exam: assignments.Assignment, file: Path) -> float:
    return _middle([run_trial(exam, file, seed).duration_s for seed in range(REPEATS)])


def _middle(figures: list[float]) -> float:
    return statistics.median(figures)


if __name__ == "__main__":
    main()
