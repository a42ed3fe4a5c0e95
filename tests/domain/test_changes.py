"""What changed from one attempt to the next."""

from grader.domain.changes import Changes, Findings, compare
from grader.domain.scoring import Outcome

PASSED, FAILED, SLOW = Outcome.PASSED, Outcome.FAILED, Outcome.TIMED_OUT


def findings(tests: dict[str, Outcome], **mistakes: str) -> Findings:
    return Findings({name: (name.upper(), outcome) for name, outcome in tests.items()}, mistakes)


def test_tests_are_gained_and_lost_in_their_order() -> None:
    before = findings({"a": FAILED, "b": PASSED, "c": SLOW, "d": PASSED, "e": FAILED})
    after = findings({"a": PASSED, "b": FAILED, "c": PASSED, "d": PASSED, "e": SLOW})
    assert compare(before, after) == Changes(gained=["A", "C"], lost=["B"], overcome=[])


def test_a_mistake_that_is_gone_has_been_got_over() -> None:
    before = findings({"a": FAILED}, sign="The sign.", mean="The mean.")
    after = findings({"a": FAILED}, mean="The mean.", other="New.")
    assert compare(before, after).overcome == ["The sign."]


def test_a_file_that_could_not_be_run_has_got_over_nothing() -> None:
    before = findings({"a": PASSED}, sign="The sign.")
    assert not compare(before, findings({}))


def test_tests_that_only_one_run_had_are_not_compared() -> None:
    assert not compare(findings({"old": PASSED}), findings({"new": PASSED, "other": FAILED}))


def test_nothing_changed_is_false() -> None:
    same = findings({"a": PASSED, "b": FAILED}, sign="The sign.")
    assert not compare(same, same)
