"""Regrades: a trial changes nothing, applying it is done once, and there is an exact way back."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from grader.db.models import (
    AuditEvent,
    JobState,
    Role,
    Run,
    User,
    utc_now,
)
from grader.db.queries import line
from grader.db.queries import regrades as all_regrades
from grader.domain.regrading import Change
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import access, grades, overrides, regrades
from grader.services.courses import create_course, enrol
from tests.conftest import SQLITE_ONLY, School
from tests.services.regrading import (
    FAILED,
    Sessions,
    apply,
    book,
    discard,
    events,
    hand_in,
    run_all,
    score,
    shown_run,
    start,
    undo,
    worth,
)


def test_a_trial_changes_nothing_and_is_told_to_staff_alone(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    before = book(sessions)
    start(sessions, school, submission)
    run_all(sessions, worth("90"))
    assert book(sessions) == before
    assert events(sessions) == 1
    assert shown_run(sessions, submission).score == 40
    with sessions() as session:
        trial = session.scalars(select(Run).where(Run.is_trial)).one()
        assert (trial.score, trial.priority, trial.owner) == (Decimal(90), 8, "regrade:1")
        assert access.see_run(session, school.instructor, trial.id)[0].id == trial.id
        with pytest.raises(NotFound):
            access.see_run(session, school.ada, trial.id)


def test_what_is_applied_counts_and_is_undone_to_the_cent(sessions: Sessions, school: School) -> None:
    first = hand_in(sessions, school, school.ada, worth("33.34"))
    second = hand_in(sessions, school, school.ada, worth("66.67"))
    third = hand_in(sessions, school, school.ben, worth("0.01"))
    before = book(sessions)
    regrade = start(sessions, school, first, second, third)
    run_all(sessions, worth("99.99"), worth("12.5"), worth("0.01"))
    assert apply(sessions, school, regrade) == regrades.Told(changed=2, left_alone=0)
    assert score(sessions, school.ada) == Decimal("99.99")
    assert book(sessions)[school.ada.id][2] == 1, "another attempt counts now"
    assert shown_run(sessions, second).score == Decimal("12.5")
    with sessions() as session:
        assert {row.change for row in all_regrades.compared(session, regrade)} == {Change.UP, Change.DOWN, Change.SAME}
    assert undo(sessions, school, regrade) == regrades.Told(changed=2, left_alone=0)
    assert book(sessions) == before
    assert [shown_run(sessions, each).score for each in (first, second)] == [Decimal("33.34"), Decimal("66.67")]
    assert events(sessions) == 9, "nothing is taken out of the history"
    with sessions() as session:
        assert [row.before for row in all_regrades.compared(session, regrade)][:2] == [
            Decimal("33.34"),
            Decimal("66.67"),
        ], "it still tells what it changed"


def test_a_second_click_changes_nothing(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    regrade = start(sessions, school, submission)
    assert start(sessions, school, submission) == regrade
    run_all(sessions, worth("90"))
    apply(sessions, school, regrade)
    after, kept = book(sessions), events(sessions)
    assert apply(sessions, school, regrade) == regrades.Told()
    assert (book(sessions), events(sessions)) == (after, kept)
    undo(sessions, school, regrade)
    kept = events(sessions)
    assert undo(sessions, school, regrade) == regrades.Told()
    assert events(sessions) == kept
    with pytest.raises(Refused, match="Start a new one"):
        apply(sessions, school, regrade)


def test_a_score_by_hand_stays_and_what_is_below_it_changes(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    with sessions.begin() as session:
        cell = school.line_item.id, school.ada.id
        overrides.override(session, school.instructor, *cell, score=Decimal("55.50"), reason="oral exam")
    regrade = start(sessions, school, submission)
    run_all(sessions, worth("90"))
    with sessions() as session:
        assert all_regrades.overridden(session, regrade) == 1
    apply(sessions, school, regrade)
    assert book(sessions)[school.ada.id][:2] == (Decimal("55.50"), Decimal(90))
    undo(sessions, school, regrade)
    assert book(sessions)[school.ada.id][:2] == (Decimal("55.50"), Decimal(40))


def test_what_failed_in_the_trial_keeps_its_score(sessions: Sessions, school: School) -> None:
    first = hand_in(sessions, school, school.ada, worth("40"))
    second = hand_in(sessions, school, school.ben, worth("50"))
    regrade = start(sessions, school, first, second)
    run_all(sessions, FAILED, worth("60"))
    apply(sessions, school, regrade)
    assert (score(sessions, school.ada), score(sessions, school.ben)) == (Decimal(40), Decimal(60))
    assert shown_run(sessions, first).score == 40, "a failed trial is never shown"


def test_an_attempt_without_a_score_gets_its_first_and_loses_it_again(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, FAILED)
    before = book(sessions)
    regrade = start(sessions, school, submission)
    run_all(sessions, worth("70"))
    with sessions() as session:
        assert [row.change for row in all_regrades.compared(session, regrade)] == [Change.FIRST]
    assert apply(sessions, school, regrade).changed == 1
    assert score(sessions, school.ada) == 70
    undo(sessions, school, regrade)
    assert book(sessions) == before
    assert score(sessions, school.ada) is None
    assert shown_run(sessions, submission).state is JobState.FAILED


def test_what_was_graded_by_something_newer_is_left_alone(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    older = start(sessions, school, submission, reason="first")
    newer = start(sessions, school, submission, reason="second")
    run_all(sessions, worth("50"), worth("60"))
    apply(sessions, school, newer)
    assert apply(sessions, school, older) == regrades.Told(changed=0, left_alone=1)
    assert score(sessions, school.ada) == 60


def test_regrades_are_undone_in_any_order(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    before = book(sessions)
    older = start(sessions, school, submission, reason="first")
    newer = start(sessions, school, submission, reason="second")
    run_all(sessions, worth("50"), worth("60"))
    apply(sessions, school, older)
    apply(sessions, school, newer)
    assert undo(sessions, school, older) == regrades.Told(changed=0, left_alone=1)
    assert score(sessions, school.ada) == 60, "the newer one stands"
    undo(sessions, school, newer)
    assert book(sessions) == before, "and leads back behind the one that was undone before it"


def test_a_discarded_trial_leaves_the_line_and_nothing_else(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    before = book(sessions)
    regrade = start(sessions, school, submission)
    discard(sessions, school, regrade)
    discard(sessions, school, regrade)
    with sessions.begin() as session:
        run = session.scalars(select(Run).where(Run.is_trial)).one()
        assert (run.state, run.fault, run.error_kind) == (JobState.FAILED, "service", "discarded")
        assert run.id not in line.read(session, utc_now()).places
        assert not grades.record(session, run.id, "t", worth("90"), utc_now()), "a worker that had it is too late"
    assert book(sessions) == before
    with pytest.raises(Refused, match="Start a new one"):
        apply(sessions, school, regrade)
    with pytest.raises(Refused, match="nothing to undo"):
        undo(sessions, school, regrade)


def test_a_regrade_is_applied_when_it_is_finished(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    regrade = start(sessions, school, submission)
    with pytest.raises(Refused, match="not finished"):
        apply(sessions, school, regrade)
    run_all(sessions, worth("90"))
    apply(sessions, school, regrade)
    with pytest.raises(Refused, match="Undo it instead"):
        discard(sessions, school, regrade)


def test_what_waits_cannot_be_regraded_and_others_attempts_are_not_found(sessions: Sessions, school: School) -> None:
    waiting = hand_in(sessions, school, school.ada, None)
    with pytest.raises(Refused, match="nothing to regrade"):
        start(sessions, school, waiting, 999, 2**40)
    with pytest.raises(Refused, match="Say why"):
        start(sessions, school, waiting, reason=" \x00 ")


@SQLITE_ONLY
def test_only_instructors_of_the_course_change_anything(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    regrade = start(sessions, school, submission)
    run_all(sessions, worth("90"))
    people = [User(name=name, email=f"{name}@example.org") for name in ("tia", "otto")]
    with sessions.begin() as session:
        session.add_all(people)
        session.flush()
        enrol(session, people[0], school.course, Role.ASSISTANT)
        enrol(session, people[1], create_course(session, "Elsewhere"), Role.INSTRUCTOR)
    before = book(sessions)
    for who, error in ((people[0], NotAllowed), (people[1], NotFound), (school.ada, NotFound)):
        for act in (regrades.apply, regrades.undo, regrades.discard):
            with sessions.begin() as session, pytest.raises(error):
                act(session, who, regrade, utc_now())
    for who, error in ((people[0], NotAllowed), (people[1], NotFound), (school.ada, NotAllowed)):
        with sessions.begin() as session, pytest.raises(error):
            regrades.start(session, who, school.line_item.id, [submission], "because")
    with sessions() as session:
        assert regrades.find(session, people[0], regrade).id == regrade
        with pytest.raises(NotFound):
            regrades.find(session, school.instructor, 2**70)
    assert book(sessions) == before


@SQLITE_ONLY
def test_all_of_it_is_written_down(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    regrade = start(sessions, school, submission)
    run_all(sessions, worth("90"))
    apply(sessions, school, regrade)
    undo(sessions, school, regrade)
    with sessions() as session:
        found = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(each.action, each.student_id, each.detail.get("before"), each.detail.get("after")) for each in found] == [
        ("started_regrade", None, None, None),
        ("applied_regrade", None, None, None),
        ("applied_regrade", school.ada.id, "40", "90"),
        ("undid_regrade", None, None, None),
        ("undid_regrade", school.ada.id, "90", "40"),
    ]
    assert {each.detail["reason"] for each in found} == {"a test was wrong"}
