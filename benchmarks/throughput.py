"""Submissions per minute, and what each costs, against a fresh container for each submission.

Run it with: .venv/bin/python benchmarks/throughput.py [--submissions N] [--quick]
"""

import argparse
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice

import machine
from bare import check_score
from cold import Cold
from grader.exam import assignment as assignments
from grader.exam.assignment import Assignment
from grader.settings import ROOT
from machine import SETTLE_S, Meter
from service import warm_grader

Grade = Callable[[Assignment, int], None]
PARALLEL = (1, 2, 4, 8)
COMPARED = 4
"""In parallel, where each assignment is measured alone."""
MIX = "all, in turns"
CAPTION = """\
Submissions per minute, and seconds of CPU for each: ours, and cold, a fresh container for each submission with the exam
in the submission's own process, started as `docker run --rm --network none` does (same base, NumPy, limits and
hardening). {submissions} right solutions in each cell, after as many as run in parallel. CPU is the whole machine's,
less the {noise:.2f} cores that were busy before we began.
Target: at 4 in parallel, ours does at least 2 times as many as cold; 3 is the goal."""
HEAD = ["assignments", "in parallel", "ours / min", "cold / min", "ratio", "ours, CPU s", "cold, CPU s", "CPU ratio"]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--submissions", type=int, default=20, metavar="N")
    parser.add_argument("--quick", action="store_true", help="the mix alone, with 2 and 4 in parallel")
    options = parser.parse_args()
    meter, cold = Meter(), Cold()
    exams = [assignments.load(ROOT / "assignments", slug) for slug in assignments.slugs(ROOT / "assignments")]
    cells = [(exams, parallel) for parallel in ((2, 4) if options.quick else PARALLEL)]
    cells += [] if options.quick else [([exam], COMPARED) for exam in exams]
    rows = []
    for chosen, parallel in cells:
        with ours(parallel) as grade:
            rate, cpu_s = _measured(meter, grade, chosen, parallel, options.submissions)
        cold_rate, cold_cpu_s = _measured(meter, cold.grade, chosen, parallel, options.submissions)
        what = chosen[0].slug if len(chosen) == 1 else MIX
        figures = [f"{rate:.0f}", f"{cold_rate:.0f}", f"{rate / cold_rate:.2f}"]
        cpu = [f"{cpu_s:.2f}", f"{cold_cpu_s:.2f}", f"{cpu_s / cold_cpu_s:.2f}"]
        rows.append([what, str(parallel), *figures, *cpu])
    print(machine.table(CAPTION.format(submissions=options.submissions, noise=meter.noise), HEAD, rows))


@contextmanager
def ours(parallel: int) -> Iterator[Grade]:
    """Give our way to grade."""
    with warm_grader(slots=parallel) as grader:

        def grade(assignment: Assignment, seed: int) -> None:
            score = grader.grade(assignment.slug, assignment.reference.read_bytes(), seed).score
            check_score(None if score is None else float(score), f"ours, {assignment.slug}")

        yield grade


def _measured(
    meter: Meter, grade: Grade, exams: list[Assignment], parallel: int, submissions: int
) -> tuple[float, float]:
    """Return submissions per minute, and the CPU seconds of one.

    The clock starts when as many as run in parallel have ended: what was prepared before is used up by then.
    """
    for exam in exams:
        grade(exam, 0)
    time.sleep(SETTLE_S)
    count = submissions + parallel
    ends: list[float] = []

    def run(exam: Assignment, seed: int) -> None:
        grade(exam, seed)
        ends.append(time.perf_counter())

    with meter.measure(SETTLE_S) as span, ThreadPoolExecutor(parallel) as pool:
        list(pool.map(run, islice(cycle(exams), count), range(count)))
    return 60 * submissions / (ends[-1] - ends[parallel - 1]), span.cpu_s / count


if __name__ == "__main__":
    main()
