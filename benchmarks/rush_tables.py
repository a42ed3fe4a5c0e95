"""What a rush and the workers did, as tables."""

import os
import statistics
from collections.abc import Callable, Mapping, Sequence

import machine
from rush_minute import REGRADES, STAFF_PAGES, Plan, Rush
from rush_people import REDIRECTS
from rush_workers import Rate
from tests.end_to_end.order import jumps, most_passed_by

RUSH = """\
{students} students hand in `gradient_descent`, right files and wrong ones, within {seconds} s. {eager} of them hand in
ten times, early, with most of the others behind them: {uploads} uploads. Everybody waits at the page of the result,
which asks for news, and staff look at a page each second. {regrades} regrades were queued just before. Times are in
ms, from the moment somebody wanted it to the end of the answer, with all browsers on the same machine. A worker that is
elsewhere begins when all uploads have come, as nobody here would feel it.
Targets: every upload is answered, 99 % of them within 1,000 ms; nobody's later one passes another's first."""
RATES = """\
Runs per minute by workers of one slot each, all on this machine: {runs} submissions of the same mix are in the line at
once, and the clock begins when as many have ended as there are workers."""


def rushes(plan: Plan, by_name: Mapping[str, Rush]) -> str:
    """Return the table of the rushes, a column each."""
    counts = {"students": plan.students, "seconds": plan.seconds, "eager": plan.eager, "uploads": plan.uploads}
    rows = [[name, *(figure(rush) for rush in by_name.values())] for name, figure in _figures(plan).items()]
    return machine.table(RUSH.format(regrades=REGRADES, **counts), ["", *by_name], rows)


def rates(runs: int, measured: Sequence[Rate]) -> str:
    """Return the table of the workers."""
    rows = [[str(each.workers), f"{each.per_minute:.0f}", f"{each.cpu_s:.2f}"] for each in measured]
    return machine.table(RATES.format(runs=runs), ["workers", "runs / min", "CPU s of one"], rows)


def _figures(plan: Plan) -> dict[str, Callable[[Rush], str]]:
    return {
        "uploads answered with the page of the result": lambda rush: str(_answered(rush)),
        "uploads answered otherwise, or not": lambda rush: str(plan.uploads - _answered(rush)),
        "upload, p50 / p95 / p99 / longest": lambda rush: _times(rush, "upload", (50, 95, 99, 100)),
        "page of the result, p50 / p95": lambda rush: _times(rush, "result", (50, 95)),
        "news, p50 / p95": lambda rush: _times(rush, "poll", (50, 95)),
        "news asked for, each second": lambda rush: f"{len(rush.record.times_s['poll']) / rush.span.wall_s:.0f}",
        **{f"staff: {name}, p50 / p95": _of_page(name) for name in STAFF_PAGES},
        "pages with an error": lambda rush: str(_errors(rush)),
        "later ones begun while another's first waited that had come before": lambda rush: str(jumps(rush.entries)),
        "most later ones that passed by one first": _passed_by_later,
        "most regrades that passed by one student": _passed_by_regrades,
        "longest wait of a first, s": lambda rush: f"{max(_waits_s(rush)):.0f}",
        "graded, with a score": lambda rush: str(sum(not each.priority for each in rush.entries)),
        "until the last student's score, s": lambda rush: f"{_until_graded_s(rush):.0f}",
        "cores busy / of them the browsers": _cores,
    }


def _answered(rush: Rush) -> int:
    return sum(status in REDIRECTS for status in rush.record.statuses["upload"])


def _errors(rush: Rush) -> int:
    return sum(
        not 200 <= status < 400 for name, every in rush.record.statuses.items() if name != "upload" for status in every
    )


def _times(rush: Rush, name: str, percents: Sequence[int]) -> str:
    times = rush.record.times_s[name]
    cuts = [min(times), *statistics.quantiles(times, n=100, method="inclusive"), max(times)]
    return " / ".join(f"{1000 * cuts[percent]:,.0f}" for percent in percents)


def _of_page(name: str) -> Callable[[Rush], str]:
    return lambda rush: _times(rush, name, (50, 95))


def _passed_by_later(rush: Rush) -> str:
    students = [each for each in rush.entries if not each.priority]
    return str(most_passed_by([each for each in students if each.turn == 1], students))


def _passed_by_regrades(rush: Rush) -> str:
    students = [each for each in rush.entries if not each.priority]
    return str(most_passed_by(students, [each for each in rush.entries if each.priority]))


def _waits_s(rush: Rush) -> list[float]:
    firsts = [each for each in rush.entries if not each.priority and each.turn == 1]
    return [(each.began_at - each.came_at).total_seconds() for each in firsts]


def _until_graded_s(rush: Rush) -> float:
    students = [each for each in rush.entries if not each.priority]
    return (max(each.ended_at for each in students) - min(each.came_at for each in students)).total_seconds()


def _cores(rush: Rush) -> str:
    busy, client = (cpu_s / rush.span.wall_s for cpu_s in (rush.span.cpu_s, rush.client_cpu_s))
    return f"{busy:.2f} of {os.cpu_count()} / {client:.2f}"
