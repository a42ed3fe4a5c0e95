"""Grade events fold into what counts."""

from decimal import Decimal

from grader.domain.gradebook import NOTHING, Counted, Counting, Event, EventKind, fold


def graded(attempt: int, score: int, kind: EventKind = EventKind.GRADED) -> Event:
    return Event(kind, Decimal(score), attempt, run_id=10 * attempt)


def folded(*events: Event, counting: Counting = Counting.BEST, **late: int) -> Counted:
    return fold(events, counting, {int(name.removeprefix("attempt_")): percent for name, percent in late.items()})


def what_counts(found: Counted) -> tuple[Decimal | None, int | None]:
    return found.score, found.attempt


def test_nothing_graded_is_not_zero() -> None:
    assert folded() == NOTHING
    assert NOTHING.score is None


def test_the_best_attempt_counts() -> None:
    assert folded(graded(1, 40), graded(2, 90), graded(3, 70)) == Counted(Decimal(90), 2, 20, Decimal(90))


def test_the_latest_graded_attempt_counts_where_the_rule_says_so() -> None:
    found = folded(graded(3, 70), graded(1, 40), graded(2, 90), counting=Counting.LATEST)
    assert what_counts(found) == (Decimal(70), 3)


def test_of_equal_attempts_the_first_counts() -> None:
    assert what_counts(folded(graded(2, 90), graded(1, 90))) == (Decimal(90), 1)


def test_a_regrade_replaces_the_grade_of_its_attempt() -> None:
    assert what_counts(folded(graded(1, 90), graded(2, 60), graded(1, 50))) == (Decimal(60), 2)


def test_what_is_restored_replaces_the_regrade() -> None:
    events = graded(1, 90), graded(1, 50), graded(1, 90, EventKind.RESTORED)
    assert what_counts(folded(*events)) == (Decimal(90), 1)


def test_a_zero_is_a_grade() -> None:
    assert what_counts(folded(graded(1, 0))) == (Decimal(0), 1)


def test_an_attempt_in_time_beats_a_better_one_that_was_too_late() -> None:
    found = folded(graded(1, 80), graded(2, 100), attempt_2=30)
    assert what_counts(found) == (Decimal(80), 1)


def test_what_was_earned_and_what_was_taken_off_are_both_kept() -> None:
    found = folded(graded(1, 85), attempt_1=10)
    assert (found.score, found.earned, found.late_percent) == (Decimal("76.50"), Decimal(85), 10)


def test_an_override_stands_whatever_is_graded_after_it() -> None:
    found = folded(graded(1, 40), Event(EventKind.OVERRIDDEN, Decimal(75)), graded(2, 90), attempt_2=50)
    assert (found.score, found.is_overridden, found.attempt) == (Decimal(75), True, 2)


def test_a_lifted_override_is_gone() -> None:
    found = folded(graded(1, 40), Event(EventKind.OVERRIDDEN, Decimal(75)), Event(EventKind.LIFTED, None))
    assert found == folded(graded(1, 40))


def test_an_override_needs_no_attempt() -> None:
    assert folded(Event(EventKind.OVERRIDDEN, Decimal(50))).score == 50
