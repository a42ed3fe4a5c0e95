"""A real worker: it delivers what happens, and tells of runs that it gives up."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from grader.db.models import JobState, Message, Run, utc_now
from grader.jobs.carrier import Kind, Queue
from grader.jobs.delivering import Delivering
from grader.jobs.embedded import Host
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.services import grades
from tests.conftest import SQLITE_ONLY
from tests.jobs.stand_in import StandIn
from tests.webhooks.conftest import Desk, settings
from tests.webhooks.receiver import Answer, Receiver

PATIENCE_S = 20


@pytest.fixture
def host(desk: Desk, tmp_path: Path) -> Iterator[Host]:
    """Return a worker of runs and messages; two tries are enough."""
    chosen = settings(tmp_path)
    grading = Grading(desk.sessions, StandIn(), chosen.secret_key)
    runs = Kind(Run, grading, tries=2, given_up=grades.given_up)
    messages = Kind(Message, Delivering(desk.sessions, chosen), tries=2)
    made = Host(Queue(chosen, desk.sessions, [runs, messages], Roll(desk.sessions, 2)), tmp_path / "jobs.lock")
    yield made
    made.stop(5)


def wait(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def has_failed(desk: Desk, failures: int) -> bool:
    return desk.messages()[0].deliveries_failed == failures


def hand_in(desk: Desk, first_line: str) -> int:
    """Hand in what the stand-in grades as its first line says; return the run."""
    run_id = desk.hand_in()
    with desk.sessions.begin() as session:
        run = session.get_one(Run, run_id)
        run.submission.content = f"{first_line}\n".encode()
    return run_id


def test_what_happens_is_delivered_in_its_order(desk: Desk, host: Host, receiver: Receiver) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in()
    host.start()
    wait(lambda: len(receiver.taken) == 3)
    told = [request.verified(endpoint.secret)["type"] for request in receiver.taken]
    assert told == ["submission.received", "submission.graded", "grade.posted"]
    wait(lambda: {message.state for message in desk.messages()} == {JobState.DONE})


@SQLITE_ONLY
@pytest.mark.parametrize(("first_line", "fault"), [("# fault author", "author"), ("# fault service", "service")])
def test_a_run_that_comes_to_nothing_is_told_once(
    first_line: str, fault: str, desk: Desk, host: Host, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url, ["submission.failed"])
    hand_in(desk, first_line)
    host.start()
    wait(lambda: receiver.taken)
    assert [request.told["data"]["fault"] for request in receiver.taken] == [fault]
    assert len(desk.messages()) == 1


@SQLITE_ONLY
def test_a_run_whose_workers_died_is_told_as_failed(desk: Desk, host: Host, receiver: Receiver) -> None:
    desk.endpoint(receiver.url, ["submission.failed"])
    run_id = desk.hand_in()
    with desk.sessions.begin() as session:
        dead = {"tries": 2, "token": "dead", "due": utc_now() - timedelta(minutes=1)}
        session.execute(update(Run).where(Run.id == run_id).values(**dead))
    host.start()
    wait(lambda: receiver.taken)
    assert receiver.taken[0].told["data"]["fault"] == "service"


@SQLITE_ONLY
def test_a_receiver_that_fails_more_often_than_a_job_is_tried_loses_nothing(
    desk: Desk, host: Host, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    with desk.sessions.begin() as session:
        session.execute(update(Run).values(state=JobState.DONE, finished_at=utc_now()))
    receiver.answers(*[Answer(500)] * 3, Answer())
    host.start()
    for failures in (1, 2, 3):
        wait(partial(has_failed, desk, failures))
        with desk.sessions.begin() as session:
            session.execute(update(Message).values(due=utc_now()))
    wait(lambda: desk.messages()[0].state is JobState.DONE)
    assert len(receiver.requests) == 4
