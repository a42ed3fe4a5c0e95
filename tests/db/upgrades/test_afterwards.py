"""After an upgrade the application works on: every page opens, and what waited is graded."""

import time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from grader import settings as all_settings
from grader.db.engine import make_sessions
from grader.db.models import Course, GradeEvent, JobState, LineItem, Result, Run, Submission, User
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.settings import Settings
from grader.web.app import create_app
from tests.db.upgrades.at_0001 import ITEMS, STUDENTS
from tests.jobs.stand_in import StandIn
from tests.web.routes import pages
from tests.web.world import World

PATIENCE_S = 60
SECTIONS = "", "/submissions", "/students"


ENDS = [("sqlite", "0003"), ("postgresql", "0001")]
"""The shortest way and the longest: walking all pages takes long."""

pytestmark = pytest.mark.parametrize("upgraded", ENDS, indirect=True, ids="-".join)


@pytest.fixture
def world(upgraded_copy: Engine, tmp_path: Path) -> World:
    """Return the application on an upgraded database, with the assignments of this repository."""
    url = upgraded_copy.url.render_as_string(hide_password=False)
    settings = all_settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY": "for tests", "DATABASE_URL": url})
    sessions = make_sessions(upgraded_copy)
    with sessions() as session:
        first = session.get_one(Course, 1), session.get_one(LineItem, 1), session.get_one(User, 1)
    return World(tmp_path, create_app(settings, sessions), sessions, *first)


def test_staff_can_open_every_page(world: World) -> None:
    """Also those of every line item, and of a run of every kind."""
    visitor = world.visitor(world.instructor)
    paths = {*pages(world), *(f"/assignments/{item}{section}" for item in ITEMS for section in SECTIONS)}
    paths |= {path for run in _one_of_each(world) for path in (f"/runs/{run.id}", f"/submissions/{run.submission_id}")}
    answers = {path: visitor.get(path).status_code for path in sorted(paths)}
    assert {path: status for path, status in answers.items() if status >= 500} == {}
    assert sum(status == 200 for status in answers.values()) > len(answers) / 2


def test_students_can_open_every_page(world: World) -> None:
    for student_id in STUDENTS[:2]:
        with world.sessions() as session:
            student = session.get_one(User, student_id)
            of_student = Submission.student_id == student_id, LineItem.is_published
            theirs = session.scalars(select(Submission.id).join(Submission.line_item).where(*of_student)).all()
        visitor = world.visitor(student)
        assert [path for path in pages(world) if visitor.get(path).status_code >= 500] == []
        assert {visitor.get(f"/submissions/{each}").status_code for each in theirs} == {200}


def test_what_waited_is_graded(world: World) -> None:
    """By a worker with the stand-in for containers, and each of them once."""
    waiting = _waiting(world)
    assert len(waiting) > 20
    settings = Settings(world.folder, "", "secret", lease_s=30, slots=4)
    grading = Kind(Run, Grading(world.sessions, StandIn(), settings.secret_key))
    host = Host(Queue(settings, world.sessions, [grading], Roll(world.sessions, settings.slots)), world.folder / "lock")
    host.start()
    end = time.monotonic() + PATIENCE_S
    while _waiting(world) and time.monotonic() < end:
        time.sleep(0.05)
    host.stop(PATIENCE_S)
    with world.sessions() as session:
        runs = session.scalars(select(Run).where(Run.id.in_(waiting))).all()
        assert {(run.state, run.score) for run in runs} == {(JobState.DONE, Decimal(100))}
        counted = sorted(run.id for run in runs if not run.is_trial)
        events = select(GradeEvent.run_id).where(GradeEvent.run_id.in_(waiting)).order_by(GradeEvent.run_id)
        assert session.scalars(events).all() == counted
        asked = Submission.line_item_id, Submission.student_id
        cells = set(session.execute(select(*asked).join(Run).where(Run.id.in_(counted))).all())
        scores = session.execute(select(Result.line_item_id, Result.student_id, Result.score)).all()
        assert {score for line_item_id, student_id, score in scores if (line_item_id, student_id) in cells} == {100}


def _waiting(world: World) -> list[int]:
    with world.sessions() as session:
        return list(session.scalars(select(Run.id).where(Run.state == JobState.OPEN)))


def _one_of_each(world: World) -> list[Run]:
    """Return a run of each kind that a page may have to tell of."""
    kind = Run.state, Run.fault, Run.error_kind, Run.is_trial, Run.token.is_(None), Run.tries
    with world.sessions() as session:
        firsts = select(func.min(Run.id)).join(Run.submission).where(Submission.line_item_id != 4).group_by(*kind)
        return list(session.scalars(select(Run).where(Run.id.in_(firsts))))
