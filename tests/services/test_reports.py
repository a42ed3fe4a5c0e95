"""Class reports: wanted after each change, worked out once for a rush of them, never older than the last change."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import ClassReport, JobState, utc_now
from grader.domain.figures import ClassFigures, figures_of
from grader.domain.outcomes import TestTable, Which
from grader.exam.report import Problem
from grader.jobs import leases
from grader.jobs.leases import Lease
from grader.services import reports
from tests.conftest import School
from tests.web.figures import report_of

EMPTY = figures_of([], [], dict.fromkeys(Which, TestTable(0, [])), [], [])


def figures(attempts: int) -> ClassFigures:
    return figures_of([(None, attempts)], [], EMPTY.tests, [], [])


def want(sessions: sessionmaker[Session], school: School) -> ClassReport:
    with sessions.begin() as session:
        reports.want(session, school.line_item.id)
    return report_of(sessions, school.line_item.id)


def take(sessions: sessionmaker[Session], in_s: float = 5.5) -> Lease:
    """Lease the report that is up in so many seconds."""
    then = utc_now() + timedelta(seconds=in_s)
    with sessions.begin() as session:
        (lease,) = leases.take(session, ClassReport, window=1, until=then + timedelta(minutes=1), now=then)
        assert leases.begin(session, ClassReport, lease, until=then + timedelta(minutes=1), now=then)
    return lease


def store(sessions: sessionmaker[Session], lease: Lease, attempts: int) -> bool:
    with sessions.begin() as session:
        return reports.store(session, lease.id, lease.token, figures(attempts), utc_now())


def test_a_rush_of_changes_is_counted_once_and_a_little_later(sessions: sessionmaker[Session], school: School) -> None:
    first, second = want(sessions, school), want(sessions, school)
    assert (second.id, second.due, second.state) == (first.id, first.due, JobState.OPEN)
    assert timedelta(seconds=3) < first.due - utc_now() <= reports.SETTLE
    assert store(sessions, take(sessions), 1)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(ClassReport)) == 1


def test_figures_are_kept_until_the_next_ones_are_there(sessions: sessionmaker[Session], school: School) -> None:
    want(sessions, school)
    assert store(sessions, take(sessions), 1)
    done = report_of(sessions, school.line_item.id)
    assert (done.state, done.token, done.is_stale) == (JobState.DONE, None, False)
    assert done.computed_at is not None
    again = want(sessions, school)
    assert (again.state, again.tries, again.token) == (JobState.OPEN, 0, None)
    assert ClassFigures.from_json(again.body) == figures(1)
    assert again.computed_at == done.computed_at


def test_what_changes_while_figures_are_worked_out_is_counted_next(
    sessions: sessionmaker[Session], school: School
) -> None:
    want(sessions, school)
    lease = take(sessions)
    assert want(sessions, school).is_stale
    assert store(sessions, lease, 1)
    report = report_of(sessions, school.line_item.id)
    assert (report.state, report.token, report.is_stale) == (JobState.OPEN, None, False)
    assert ClassFigures.from_json(report.body) == figures(1), "they are shown meanwhile"
    assert store(sessions, take(sessions), 2)
    report = report_of(sessions, school.line_item.id)
    assert (report.state, ClassFigures.from_json(report.body)) == (JobState.DONE, figures(2))


def test_only_the_newest_lease_may_store(sessions: sessionmaker[Session], school: School) -> None:
    want(sessions, school)
    old = take(sessions)
    new = take(sessions, in_s=120)
    assert store(sessions, new, 2)
    assert not store(sessions, old, 1)
    assert not store(sessions, new, 3), "it has ended"
    assert ClassFigures.from_json(report_of(sessions, school.line_item.id).body) == figures(2)


def test_a_report_that_was_given_up_is_tried_again_after_the_next_change(
    sessions: sessionmaker[Session], school: School
) -> None:
    want(sessions, school)
    lease = take(sessions)
    with sessions.begin() as session:
        assert leases.fail(session, ClassReport, lease, Problem("service", "bug", "no"), utc_now())
    assert want(sessions, school).state is JobState.OPEN
    assert store(sessions, take(sessions), 1)
    report = report_of(sessions, school.line_item.id)
    assert (report.state, report.fault, report.error_message) == (JobState.DONE, None, None)


@pytest.mark.parametrize("is_first", [True, False])
def test_of_changes_at_the_same_time_none_is_lost(
    sessions: sessionmaker[Session],
    school: School,
    is_first: bool,  # noqa: FBT001
) -> None:
    """Both make the first report, or both open it again; one row, nobody fails."""
    if not is_first:
        want(sessions, school)
        assert store(sessions, take(sessions), 1)
    start, errors = threading.Barrier(4), []

    def change() -> None:
        try:
            start.wait(5)
            want(sessions, school)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test fails
            errors.append(error)

    threads = [threading.Thread(target=change) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    report = report_of(sessions, school.line_item.id)
    assert (report.state, report.token, report.is_stale) == (JobState.OPEN, None, False)


def test_a_change_that_is_not_yet_committed_is_not_overtaken(sessions: sessionmaker[Session], school: School) -> None:
    """Figures that cannot have seen a change never end the report after it, whoever comes first."""
    want(sessions, school)
    lease, begun, stored = take(sessions), threading.Event(), []

    def keep() -> None:
        begun.wait(5)
        stored.append(store(sessions, lease, 1))

    thread = threading.Thread(target=keep)
    thread.start()
    with sessions.begin() as session:
        reports.want(session, school.line_item.id)
        begun.set()
        thread.join(0.3)
        assert thread.is_alive(), "it waits for the change"
    thread.join()
    assert stored == [True]
    assert report_of(sessions, school.line_item.id).state is JobState.OPEN


def test_what_takes_long_to_count_is_counted_less_often(sessions: sessionmaker[Session], school: School) -> None:
    now = utc_now()
    done = {"state": JobState.DONE, "started_at": now - timedelta(seconds=2), "finished_at": now}
    with sessions.begin() as session:
        session.add(ClassReport(line_item_id=school.line_item.id, **done))
    with sessions.begin() as session:
        reports.want(session, school.line_item.id)
    with sessions() as session:
        due = session.scalars(select(ClassReport.due)).one()
    assert timedelta(seconds=98) < due - utc_now() <= timedelta(seconds=100)
