"""How far an exam is gets written while the lease holds, not too often, and never at the cost of the run."""

import threading
import time
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.exc import OperationalError

from grader.db.models import JobState, Run, utc_now
from grader.exam.collector import Progress
from grader.jobs import following, leases
from grader.jobs.following import PAUSE_S
from grader.jobs.leases import Lease
from grader.jobs.tasks import Grading
from grader.services import grades
from tests.jobs.conftest import Desk
from tests.jobs.stand_in import FULL_MARKS, StandIn

HALF = Progress(1, 2, "The second test")


def progress_of(run: Run) -> Progress:
    """Return what is written of a run."""
    return Progress(run.progress_done, run.progress_total, run.progress_title)


def begin(desk: Desk) -> Lease:
    """Begin a try of the run that is next, as a worker does."""
    now, until = utc_now(), utc_now() + timedelta(seconds=30)
    with desk.sessions.begin() as session:
        (lease,) = leases.take(session, Run, window=1, until=until, now=now)
        assert leases.begin(session, Run, lease, until=until, now=now)
    return lease


def note(desk: Desk, lease: Lease) -> bool:
    """Write progress, as a worker does; say whether it was written."""
    with desk.sessions.begin() as session:
        return grades.note_progress(session, lease.id, lease.token, HALF)


def test_progress_is_written_while_the_run_goes_on(desk: Desk) -> None:
    run_id = desk.hand_in("# sleep 2")
    lease = begin(desk)
    grading = threading.Thread(target=Grading(desk.sessions, StandIn(), "secret"), args=(lease, threading.Event()))
    grading.start()
    try:
        during = desk.wait(run_id, lambda run: run.progress_total)
        assert (during.state, progress_of(during)) == (JobState.OPEN, Progress(0, 1, FULL_MARKS.title))
    finally:
        grading.join()
    assert desk.run(run_id).state is JobState.DONE


def test_only_the_newest_lease_writes_and_a_new_try_begins_at_nothing(desk: Desk) -> None:
    run_id = desk.hand_in("# sleep 0")
    lease = begin(desk)
    assert note(desk, lease)
    assert progress_of(desk.run(run_id)) == HALF
    with desk.sessions.begin() as session:
        leases.give_back(session, Run, lease, utc_now())
    assert not note(desk, lease)
    again = begin(desk)
    assert progress_of(desk.run(run_id)) == Progress(0, 0)
    assert not note(desk, lease)
    assert progress_of(desk.run(run_id)) == Progress(0, 0)
    assert note(desk, again)


def test_a_title_longer_than_its_column_is_cut(desk: Desk) -> None:
    run_id = desk.hand_in("# sleep 0")
    lease = begin(desk)
    with desk.sessions.begin() as session:
        assert grades.note_progress(session, lease.id, lease.token, Progress(0, 1, "\0" + 1000 * "x"))
    assert len(desk.run(run_id).progress_title) <= 500


def test_the_newest_is_written_at_most_twice_a_second_and_only_once() -> None:
    written: list[Progress] = []
    times: list[float] = []

    def write(progress: Progress) -> None:
        written.append(progress)
        times.append(time.monotonic())

    with following.told(write) as tell:
        times.append(time.monotonic())
        for done in range(400):
            tell(Progress(done, 400))
            time.sleep(0.003)
        tell(Progress(400, 400))
        while written[-1:] != [Progress(400, 400)]:
            time.sleep(0.01)
        time.sleep(3 * PAUSE_S)
    assert written[-1] == Progress(400, 400)
    assert len(written) == len(set(written))
    assert min(after - before for before, after in pairwise(times)) > 0.9 * PAUSE_S


def test_who_tells_never_waits_for_a_database_that_is_slow() -> None:
    writing, go_on = threading.Event(), threading.Event()

    def write(_progress: Progress) -> None:
        writing.set()
        go_on.wait()

    with following.told(write) as tell:
        tell(Progress(0, 2))
        assert writing.wait(10)
        tell(Progress(1, 2))
        go_on.set()


def test_a_database_that_fails_does_not_touch_the_run(caplog: pytest.LogCaptureFixture) -> None:
    tried: list[Progress] = []

    def write(progress: Progress) -> None:
        tried.append(progress)
        raise OperationalError("UPDATE", {}, Exception("gone"))

    with following.told(write) as tell:
        for done in range(2):
            tell(Progress(done, 2))
            while len(tried) <= done:
                time.sleep(0.01)
    assert tried == [Progress(0, 2), Progress(1, 2)]
    assert "progress could not be written" in caplog.text
