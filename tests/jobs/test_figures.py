"""Class reports by a real worker: beside gradings, again after a crash."""

import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from grader.cli import work
from grader.db.models import ClassReport, JobState, Run, utc_now
from grader.domain.figures import ClassFigures
from grader.exam.report import Problem
from grader.grading import Grader
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.figures import Counting
from grader.jobs.leases import Lease
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.services.courses import open_assignment
from grader.services.reports import want
from grader.settings import Settings
from tests.jobs.conftest import PATIENCE_S, Desk
from tests.jobs.stand_in import StandIn
from tests.web.figures import report_of

Handle = Callable[[Lease, threading.Event], Problem | None]


@pytest.fixture
def host(desk: Desk, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Return what starts a host with two slots that grades and counts; it is stopped at the end."""
    hosts: list[Host] = []

    def start(handle: Handle | None = None) -> None:
        settings = Settings(tmp_path, "", "secret", lease_s=30, slots=2)
        grading = Kind(Run, Grading(desk.sessions, StandIn(), settings.secret_key))
        counting = Kind(ClassReport, handle or Counting(desk.sessions), at_once=1)
        hosts.append(
            Host(
                Queue(settings, desk.sessions, [grading, counting], Roll(desk.sessions, slots=2)),
                tmp_path / "jobs.lock",
            )
        )
        hosts[-1].start()

    yield start
    for each in hosts:
        each.stop(5)


def hurry(sessions: sessionmaker[Session]) -> None:
    """Let every report be up now: a test need not wait for changes to settle."""
    with sessions.begin() as session:
        session.execute(update(ClassReport).where(ClassReport.token.is_(None)).values(due=utc_now()))


def finished(desk: Desk) -> ClassReport:
    end = time.monotonic() + PATIENCE_S
    while (report := report_of(desk.sessions, desk.school.line_item.id)).state is not JobState.DONE:
        if time.monotonic() > end:
            pytest.fail(f"class report: {vars(report)}")
        time.sleep(0.02)
    return report


def test_what_is_graded_is_counted(host: Callable[..., None], desk: Desk) -> None:
    host()
    desk.finished(desk.hand_in("# sleep 0"))
    hurry(desk.sessions)
    figures = ClassFigures.from_json(finished(desk).body)
    assert (figures.mean, figures.attempts) == (Decimal(100), [(1, 1)])


def test_a_count_that_crashes_is_tried_again(host: Callable[..., None], desk: Desk) -> None:
    counting, calls = Counting(desk.sessions), []

    def crash_first(lease: Lease, cancelled: threading.Event) -> Problem | None:
        calls.append(lease)
        if len(calls) == 1:
            raise ZeroDivisionError("a bug of ours")
        return counting(lease, cancelled)

    with desk.sessions.begin() as session:
        want(session, desk.school.line_item.id)
    hurry(desk.sessions)
    host(crash_first)
    report = finished(desk)
    assert (len(calls), report.tries, report.error_message) == (2, 2, None)


def test_counting_leaves_a_slot_to_gradings(host: Callable[..., None], desk: Desk) -> None:
    """Many reports are up, each takes as long as it likes, and a submission is graded all the same."""
    go_on, under_way = threading.Event(), []

    def slowly(lease: Lease, _cancelled: threading.Event) -> Problem | None:
        under_way.append(lease.id)
        go_on.wait(PATIENCE_S)
        return Problem("service", "test", "enough")

    with desk.sessions.begin() as session:
        for number in range(6):
            item = open_assignment(session, desk.school.course, f"more{number}", f"More {number}")
            session.flush()
            want(session, item.id)
    hurry(desk.sessions)
    host(slowly)
    try:
        begun = time.monotonic()
        while not under_way and time.monotonic() < begun + PATIENCE_S:
            time.sleep(0.02)
        run = desk.finished(desk.hand_in("# sleep 0"))
        assert run.state is JobState.DONE
        assert len(under_way) == 1
    finally:
        go_on.set()


def test_workers_count_one_class_at_a_time(desk: Desk, tmp_path: Path) -> None:
    settings = Settings(tmp_path, "", "secret")
    kinds = {kind.name: kind for kind in work.kinds(settings, desk.sessions, Grader(settings))}
    assert kinds["ClassReport"].at_once == 1
    assert isinstance(kinds["ClassReport"].handle, Counting)
