"""How long a student waits and what it costs: from upload to grade, and grade after grade, against the bare tests.

Run it with: .venv/bin/python benchmarks/upload_to_grade.py [--repeats N] [SLUG …]
"""

import argparse
import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import machine
from bare import Bare, check_score
from grader.exam import assignment as assignments
from grader.grading import Grader
from grader.settings import ROOT
from machine import SETTLE_S, Meter, Span
from service import Service, warm_grader

CAPTION = """\
Upload to grade, and grade after grade, against the same hidden tests run bare: in one warm process, the functions
called directly (tests alone: without pytest's own time, to collect and so on). The right solution, in ms, one
submission at a time, taking turns; wall times are medians of {repeats}. CPU is the whole machine's, with what goes on
behind a grade, less the {noise:.2f} cores that were busy before we began.
Targets: upload to grade takes at most 1.2 times the wall time of bare, and 1.8 times its CPU time."""
HEAD = ["assignment", "tests alone", "bare", "grade after grade", "upload to grade", "ratio"]
CPU_HEAD = ["bare CPU", "its process", "grade CPU", "upload CPU", "CPU ratio"]


@dataclass
class Figures:
    """What was measured for one assignment, a span for each repeat."""

    bare: list[Span] = field(default_factory=list)
    bare_process: list[tuple[float, float]] = field(default_factory=list)
    """Seconds in the tests alone, and CPU seconds of the process."""
    grades: Span = field(default_factory=Span)
    """Of all repeats together, without a pause."""
    uploads: list[Span] = field(default_factory=list)

    def milliseconds(self) -> list[float]:
        """Return wall times, then CPU times, of a single run."""
        repeats = len(self.bare)
        return [
            1000 * figure
            for figure in (
                statistics.median(tests_s for tests_s, _ in self.bare_process),
                statistics.median(span.wall_s for span in self.bare),
                self.grades.wall_s / repeats,
                statistics.median(span.wall_s for span in self.uploads),
                statistics.mean(span.cpu_s for span in self.bare),
                statistics.mean(cpu_s for _, cpu_s in self.bare_process),
                self.grades.cpu_s / repeats,
                statistics.mean(span.cpu_s for span in self.uploads),
            )
        ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=9, metavar="N")
    parser.add_argument("slugs", nargs="*", metavar="SLUG")
    options = parser.parse_args()
    meter = Meter()
    figures = {}
    with warm_grader(slots=1) as grader, tempfile.TemporaryDirectory() as folder:
        service = Service(Path(folder), grader)
        for slug in options.slugs or assignments.slugs(ROOT / "assignments"):
            figures[slug] = _measured(meter, grader, service, slug, options.repeats).milliseconds()
        service.stop()
    if len(figures) > 1:
        figures["sum"] = [sum(column) for column in zip(*figures.values(), strict=True)]
    rows = [_row(slug, figures[slug]) for slug in figures]
    print(machine.table(CAPTION.format(repeats=options.repeats, noise=meter.noise), HEAD + CPU_HEAD, rows))


def _measured(meter: Meter, grader: Grader, service: Service, slug: str, repeats: int) -> Figures:
    file = ROOT / "reference" / f"{slug}.py"
    source = file.read_bytes()
    line_item_id = service.open(slug)
    figures = Figures()
    with Bare(slug, file) as bare:
        for seed in range(-1, repeats):
            with meter.measure() as alone:
                process = bare.run(seed + 1)
            with meter.measure(SETTLE_S) as upload:
                service.upload(line_item_id, source)
            if seed >= 0:  # the one before warms up
                figures.bare.append(alone)
                figures.bare_process.append(process)
                figures.uploads.append(upload)
    with meter.measure(SETTLE_S) as figures.grades:
        for seed in range(repeats):
            score = grader.grade(slug, source, seed).score
            check_score(None if score is None else float(score), slug)
    return figures


def _row(slug: str, figures: list[float]) -> list[str]:
    tests, bare, grade, upload, bare_cpu, process, grade_cpu, upload_cpu = figures
    wall = [f"{figure:.0f}" for figure in (tests, bare, grade, upload)]
    cpu = [f"{figure:.0f}" for figure in (bare_cpu, process, grade_cpu, upload_cpu)]
    return [slug, *wall, f"{upload / bare:.2f}", *cpu, f"{upload_cpu / bare_cpu:.2f}"]


if __name__ == "__main__":
    main()
