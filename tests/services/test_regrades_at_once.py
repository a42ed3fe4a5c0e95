"""Regrades while others do something at the same moment."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from threading import Thread

from sqlalchemy import func, select

from grader.db.models import (
    Comment,
    GradeEvent,
    JobState,
    Regrade,
    RegradeState,
    Run,
)
from grader.errors import Refused
from grader.services import comments, overrides, results
from tests.conftest import POSTGRESQL_ONLY, School
from tests.services.regrading import (
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
    worth,
)


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
