"""Words for figures and times, and how results are grouped."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from grader.db.models import Run, RunMistake, RunTest
from grader.domain.scoring import Outcome
from grader.web.looks import counted, distance, lasting, moment, points
from grader.web.results import Case, CriterionResult, by_criterion, message

NOW = datetime(2026, 11, 21, 11, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "text"),
    [("100.00", "100"), ("87.50", "87.5"), ("0.00", "0"), ("33.33", "33.33"), ("10", "10"), ("0.10", "0.1")],
)
def test_points_have_no_idle_zeros(value: str, text: str) -> None:
    assert points(Decimal(value)) == text


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=30), "in less than a minute"),
        (timedelta(seconds=-60), "1 minute ago"),
        (timedelta(minutes=-119), "1 hour ago"),
        (timedelta(days=9, hours=23), "in 9 days"),
        (timedelta(days=-45), "1 month ago"),
        (timedelta(days=800), "in 2 years"),
    ],
)
def test_distances_are_words(ahead: timedelta, text: str) -> None:
    assert distance(NOW + ahead, NOW) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (89 * 60, "89 min"),
        (90 * 60, "2 h"),
        (35 * 3600, "35 h"),
        (36 * 3600, "2 days"),
    ],
)
def test_a_time_that_was_measured_has_its_unit(seconds: float, text: str) -> None:
    assert lasting(seconds) == text


def test_a_time_is_for_people_and_for_programs() -> None:
    at = datetime(2026, 3, 5, 9, 7, tzinfo=UTC)
    made = moment(at, at + timedelta(minutes=3), "Europe/Berlin")
    assert made == '<time datetime="2026-03-05T09:07:00Z">5 Mar 2026, 10:07 CET</time> (3 minutes ago)'


def test_counting() -> None:
    assert [counted(n, "attempt") for n in (0, 1, 2)] == ["0 attempts", "1 attempt", "2 attempts"]


PICTURE = {"title": "Loss", "description": "It falls.", "svg": "<svg/>", "columns": ["x"], "rows": [["1"]]}


def run_test(number: int, title: str, outcome: Outcome = Outcome.PASSED, said: str = "", **more: Any) -> RunTest:
    earned = Decimal(5 if outcome is Outcome.PASSED else 0)
    values = {"criterion": "a", "misconceptions": [], "figures": [], **more}
    return RunTest(
        id=number, title=title, outcome=outcome, points=earned, max_points=Decimal(5), message=said, **values
    )


def grouped(tests: list[RunTest], titles: dict[str, str]) -> list[CriterionResult]:
    sign = RunMistake(misconception="sign", title="You flipped the sign.")
    return by_criterion(Run(tests=tests, mistakes=[sign]), titles)


def test_tests_that_ask_the_same_stand_together() -> None:
    tests = [
        run_test(1, "Right. [one]"),
        run_test(2, "Right. [two]", Outcome.FAILED, "no"),
        run_test(3, "Right. [three]", Outcome.FAILED, "no"),
        run_test(4, "Other.", criterion="b"),
        run_test(5, "Right. [four]", Outcome.TIMED_OUT, "slow"),
    ]
    first, second = grouped(tests, {"b": "Second", "a": "First"})
    assert (first.title, second.title) == ("Second", "First")
    [question] = second.questions
    assert (question.points, question.max_points) == (Decimal(5), Decimal(20))
    assert question.look.word == "1 of 4"
    assert [(list(case.names), case.look.word, messages(case)) for case in question.cases] == [
        (["one"], "Passed", []),
        (["two", "three"], "Failed", ["no"]),
        (["four"], "Too slow", ["slow"]),
    ]


def messages(case: Case) -> list[str]:
    return [evidence.message for evidence in case.evidence]


def test_tests_that_fail_for_the_same_known_mistake_stand_together_with_one_example() -> None:
    tests = [
        run_test(1, "Right. [one]", Outcome.FAILED, "W1: 0.1", misconceptions=["sign"], figures=[PICTURE]),
        run_test(2, "Right. [two]", Outcome.FAILED, "W1: 0.2", misconceptions=["sign"]),
        run_test(3, "Right. [three]", Outcome.FAILED, "W1: 0.3", misconceptions=["sign", "gone since"]),
        run_test(4, "Right. [four]", Outcome.FAILED, "W1: 0.4"),
    ]
    [criterion] = grouped(tests, {})
    same, either, unknown = criterion.questions[0].cases
    assert (same.names, same.mistakes) == (["one", "two"], [("sign", "You flipped the sign.")])
    assert messages(same) == ["W1: 0.1"]
    assert [picture.description for picture in same.evidence[0].pictures] == ["It falls."]
    assert [slug for slug, _ in either.mistakes] == ["sign", "gone since"]
    assert unknown.mistakes == []


def test_tests_with_one_title_and_no_cases_stay_apart() -> None:
    tests = [run_test(1, "Right.", Outcome.FAILED, "first"), run_test(2, "Right.", Outcome.FAILED, "second")]
    [criterion] = grouped(tests, {})
    assert [messages(question.cases[0]) for question in criterion.questions] == [["first"], ["second"]]
    assert criterion.title == "a"


@pytest.mark.parametrize(
    ("outcomes", "word"),
    [
        ([Outcome.PASSED], "Passed"),
        ([Outcome.FAILED], "Failed"),
        ([Outcome.FAILED, Outcome.TIMED_OUT], "Failed"),
        ([Outcome.NOT_RUN, Outcome.TIMED_OUT], "Too slow"),
        ([Outcome.NOT_RUN], "Not run"),
        ([Outcome.ERRORED], "Not judged"),
    ],
)
def test_the_worst_speaks_for_all(outcomes: list[Outcome], word: str) -> None:
    tests = [run_test(n, f"Right. [{n}]", outcome) for n, outcome in enumerate(outcomes)]
    [criterion] = grouped(tests, {})
    assert criterion.questions[0].look.word == word


def test_a_message_keeps_its_lines_and_links_to_the_code() -> None:
    made = message("raised ValueError: <b>\n  line 12, in f: a < b\nplain")
    assert made == (
        "<span>raised ValueError: &lt;b&gt;</span>"
        '<span class="trace"><a href="#line-12">line 12</a>, in f: a &lt; b</span>'
        "<span>plain</span>"
    )
