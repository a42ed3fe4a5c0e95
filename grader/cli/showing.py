"""A report for a person at a terminal; in colour where it is one."""

from rich.console import Console, Group
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from grader.domain.scoring import MAX_SCORE, Outcome, total
from grader.exam.report import LESSONS, Explanation, Report, TestResult

MARKS = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.TIMED_OUT: ("⏱", "red"),
    Outcome.NOT_RUN: ("–", "dim"),
    Outcome.ERRORED: ("!", "yellow"),
}


def show(report: Report) -> None:
    """Print *report*: the known mistakes first, then every test, and the score last, where one looks."""
    console = Console(highlight=False)
    for explanation in report.explanations:
        console.print(_mistake(explanation))
    titles = {explanation.misconception: explanation.title for explanation in report.explanations}
    for criterion in dict.fromkeys(test.criterion for test in report.tests):
        tests = [test for test in report.tests if test.criterion == criterion]
        console.print(_criterion(criterion, tests, titles))
    if report.error:
        console.print(Text(report.error.message, "yellow"))
    if report.log:
        console.print(Text(f"Printed:\n{report.log}", "dim"))
    score = "no score: the fault is not the student's" if report.score is None else f"{report.score} of {MAX_SCORE}"
    console.print(Text(f"{report.assignment}: {score}  (seed {report.seed}, {report.duration_s:.1f} s)", "bold"))


def _mistake(explanation: Explanation) -> Panel:
    parts = Group(Markdown(explanation.text), Text(LESSONS[explanation.converges], "italic"))
    return Panel(
        parts, title=Text(explanation.title, "bold"), title_align="left", border_style="yellow", padding=(1, 2)
    )


def _criterion(name: str, tests: list[TestResult], titles: dict[str, str]) -> Group:
    earned, possible = total(test.points for test in tests), total(test.max_points for test in tests)
    table = Table.grid(padding=(0, 2))
    for test in tests:
        mark, style = MARKS[test.outcome]
        table.add_row(Text(mark, style), Text(f"{test.points}/{test.max_points}", style), Text(test.title))
        if test.misconceptions:
            named = " Or: ".join(titles[slug] for slug in test.misconceptions)
            table.add_row("", "", Text(f"Known mistake: {named}", "yellow"))
        if test.message:
            table.add_row("", "", Padding(Text(test.message, "dim"), (0, 0, 1, 0)))
    return Group(Text(f"{name}: {earned} of {possible}", "bold"), Padding(table, (0, 0, 1, 2)))
