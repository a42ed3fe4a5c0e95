"""Regrades in a world, and their trials ended."""

from collections.abc import Iterable

from sqlalchemy import select

from grader.db.models import JobState, Run, utc_now
from grader.exam.report import Report
from grader.services import grades, regrades
from tests.web.world import World


def begin(world: World, submission_ids: Iterable[int], reason: str = "A test was wrong.") -> int:
    """Begin a regrade; return its id."""
    with world.sessions.begin() as session:
        return regrades.start(session, world.instructor, world.item.id, submission_ids, reason).id


def end(world: World, *reports: Report, most: int = 1000) -> None:
    """Let open trials end with these reports, in turn."""
    with world.sessions.begin() as session:
        waiting = select(Run).where(Run.is_trial, Run.state == JobState.OPEN).order_by(Run.id).limit(most)
        for place, run in enumerate(session.scalars(waiting).all()):
            run.token = "t"
            session.flush()
            assert grades.record(session, run.id, "t", reports[place % len(reports)], utc_now())


def apply(world: World, regrade_id: int) -> None:
    """Apply a finished regrade."""
    with world.sessions.begin() as session:
        regrades.apply(session, world.instructor, regrade_id, utc_now())
