"""Regrades: a trial changes nothing, applying it is done once, and there is an exact way back."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    AuditEvent,
    Comment,
    GradeEvent,
    JobState,
    Regrade,
    RegradeState,
    Result,
    Role,
    Run,
    User,
    utc_now,
)
from grader.db.queries import attempts, line
from grader.db.queries import regrades as all_regrades
from grader.domain.regrading import Change
from grader.domain.scoring import Outcome
from grader.errors import NotAllowed, NotFound, Refused
from grader.exam.report import Problem, Report, TestResult
from grader.services import access, comments, grades, overrides, regrades, results
from grader.services.courses import create_course, enrol
from grader.services.submissions import submit
from tests.conftest import School

Sessions = sessionmaker[Session]
POSTGRESQL_ONLY = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def worth(score: str) -> Report:
    """Return the report of a run that earned *score*."""
    test = TestResult("test_a", "Adds", "gradient", Outcome.FAILED, Decimal(score), Decimal(100), "")
    return Report("loss", 1, (test,))


FAILED = Report("loss", 1, error=Problem("service", "lost", "the container went away"))


def hand_in(sessions: Sessions, school: School, student: User, report: Report | None) -> int:
    """Hand in something new, and grade it; return its id."""
    with sessions.begin() as session:
        number = session.scalar(select(func.count()).select_from(Run)) or 0
        made = submit(session, student, school.line_item.id, b"x = %d\n" % number, 16)
    if report:
        run_all(sessions, report)
    return made.id


def run_all(sessions: Sessions, *reports: Report) -> None:
    """Let the open runs end, in order, with these reports; the last one is for all that are left."""
    with sessions.begin() as session:
        for place, run in enumerate(session.scalars(select(Run).where(Run.state == JobState.OPEN).order_by(Run.id))):
            run.token = "t"
            session.flush()
            assert grades.record(session, run.id, "t", reports[min(place, len(reports) - 1)], utc_now())


def start(sessions: Sessions, school: School, *submission_ids: int, reason: str = "a test was wrong") -> int:
    with sessions.begin() as session:
        return regrades.start(session, school.instructor, school.line_item.id, submission_ids, reason).id


def apply(sessions: Sessions, school: School, regrade_id: int) -> regrades.Told:
    with sessions.begin() as session:
        return regrades.apply(session, school.instructor, regrade_id, utc_now())


def undo(sessions: Sessions, school: School, regrade_id: int) -> regrades.Told:
    with sessions.begin() as session:
        return regrades.undo(session, school.instructor, regrade_id, utc_now())


def discard(sessions: Sessions, school: School, regrade_id: int) -> None:
    with sessions.begin() as session:
        regrades.discard(session, school.instructor, regrade_id, utc_now())


def book(sessions: Sessions) -> dict[int, tuple[Decimal | None, Decimal | None, int | None, int | None, bool]]:
    """Return the whole gradebook by student."""
    with sessions() as session:
        return {
            each.student_id: (
                each.score,
                each.earned,
                each.counting_attempt,
                each.counting_run_id,
                each.is_overridden,
            )
            for each in session.scalars(select(Result))
        }


def score(sessions: Sessions, student: User) -> Decimal | None:
    return book(sessions)[student.id][0]


def shown_run(sessions: Sessions, submission_id: int) -> Run:
    with sessions() as session:
        found = attempts.submission(session, submission_id)
        assert found
        return found.shown_run


def events(sessions: Sessions) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(GradeEvent)) or 0


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


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Do *acts* at the same time; return what they raised."""
    raised: list[BaseException] = []

    def attempt(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told to the test
            raised.append(error)

    threads = [Thread(target=attempt, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@POSTGRESQL_ONLY
def test_two_instructors_apply_at_once(sessions: Sessions, school: School) -> None:
    for round_number in range(3):
        submission = hand_in(sessions, school, school.ada, worth("40"))
        regrade = start(sessions, school, submission, reason=f"round {round_number}")
        run_all(sessions, worth("90"))
        before = events(sessions)
        assert at_once(*[partial(apply, sessions, school, regrade)] * 3) == []
        assert events(sessions) == before + 1


@POSTGRESQL_ONLY
def test_two_clicks_at_once_are_one_of_everything(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))

    def by_hand() -> None:
        with sessions.begin() as session:
            cell = school.line_item.id, school.ada.id
            overrides.override(session, school.instructor, *cell, score=Decimal(5), reason="why")

    def say() -> None:
        with sessions.begin() as session:
            comments.add(session, school.instructor, submission, "Well begun.")

    for act in (partial(start, sessions, school, submission), by_hand, say):
        assert at_once(act, act, act) == []
    with sessions() as session:
        counts = [session.scalar(select(func.count()).select_from(each)) for each in (Regrade, GradeEvent, Comment)]
    assert counts == [1, 2, 1]


@POSTGRESQL_ONLY
def test_applying_discarding_and_grading_at_once_end_in_one_story(sessions: Sessions, school: School) -> None:
    for round_number in range(3):
        submission = hand_in(sessions, school, school.ben, worth("40"))
        regrade = start(sessions, school, submission, reason=f"round {round_number}")
        raised = at_once(
            partial(discard, sessions, school, regrade),
            partial(run_all, sessions, worth("90")),
            partial(apply, sessions, school, regrade),
        )
        assert all(isinstance(error, Refused | AssertionError) for error in raised), raised
        with sessions() as session:
            state = session.get_one(Regrade, regrade).state
            run = session.scalars(select(Run).where(Run.regrade_id == regrade)).one()
        assert run.state is not JobState.OPEN
        assert (state is RegradeState.APPLIED) == (not run.is_trial)
        assert state is not RegradeState.TRIAL


@POSTGRESQL_ONLY
def test_handing_in_while_a_regrade_is_applied_loses_nothing(sessions: Sessions, school: School) -> None:
    submission = hand_in(sessions, school, school.ada, worth("40"))
    regrade = start(sessions, school, submission)
    run_all(sessions, worth("90"))
    later = hand_in(sessions, school, school.ben, None)
    raised = at_once(
        lambda: apply(sessions, school, regrade),
        lambda: run_all(sessions, worth("70")),
        lambda: hand_in(sessions, school, school.ada, None),
    )
    assert raised == []
    assert score(sessions, school.ada) == 90
    assert score(sessions, school.ben) == 70
    assert shown_run(sessions, later).score == 70
    with sessions.begin() as session:
        kept = book(sessions)
        results.refresh(session, school.line_item.id)
    assert book(sessions) == kept
