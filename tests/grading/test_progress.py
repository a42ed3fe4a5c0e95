"""The worker hears which test is running, and how many have ended, in a real run."""

import threading

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import JobState, LineItem, Run, utc_now
from grader.exam.collector import Progress
from grader.grading import Grader
from grader.jobs.leases import Lease
from grader.jobs.tasks import Grading
from tests.conftest import School
from tests.jobs.conftest import Desk

RIGHT = "def double(x): return 2 * x\ndef half(x): return x.sum() / 2, {'half': x / 2}\n"
DIES = "import os\ndef double(x): os._exit(3)\ndef half(x): return 0.0, {}\n"
SLOW = "import time\ndef double(x):\n    time.sleep(1.5)\n    return 2 * x\ndef half(x): return 0.0, {}\n"
TITLES = [
    "Every number is doubled. [one number]",
    "Every number is doubled. [seven]",
    "Every number is halved, and so is the sum.",
    "What is halved can be used.",
]


def told(grader: Grader, source: str) -> list[Progress]:
    """Grade *source*; return what was told meanwhile."""
    heard: list[Progress] = []
    grader.grade("tiny", source.encode(), 1, tell=heard.append)
    return heard


def test_every_test_is_told_with_its_title_and_what_has_ended(grader: Grader) -> None:
    heard = told(grader, RIGHT)
    assert heard[0] == Progress(0, 4)
    assert [each for each in heard if each.title] == [Progress(n, 4, title) for n, title in enumerate(TITLES)]
    assert heard[-1] == Progress(4, 4)


def test_failing_tests_have_ended_as_well(grader: Grader) -> None:
    heard = told(grader, DIES)
    assert [each.title for each in heard if each.title] == TITLES
    assert heard[-1] == Progress(4, 4)
    assert [each.done for each in heard] == sorted(each.done for each in heard)


def test_nothing_is_told_of_a_file_that_is_never_run(grader: Grader) -> None:
    assert told(grader, "def double(x:\n") == []


def test_the_worker_writes_which_test_is_running(
    grader: Grader, sessions: sessionmaker[Session], school: School
) -> None:
    desk = Desk(sessions, school)
    with sessions.begin() as session:
        session.execute(update(LineItem).values(assignment="tiny"))
    run_id = desk.hand_in(SLOW)
    with sessions.begin() as session:
        session.execute(update(Run).values(token="token", started_at=utc_now()))
    grading = Grading(sessions, grader, "secret")
    thread = threading.Thread(target=grading, args=(Lease(run_id, "token"), threading.Event()))
    thread.start()
    try:
        run = desk.wait(run_id, lambda run: run.progress_done == 1)
        assert (run.state, run.progress_total, run.progress_title) == (JobState.OPEN, 4, TITLES[1])
    finally:
        thread.join()
    assert desk.run(run_id).score == 40
