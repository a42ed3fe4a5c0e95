"""What the database is asked at each scrape."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.models import JobState, Run, Worker, utc_now
from grader.db.queries.load import Load, Stage, load
from grader.services import sign_in_mails
from grader.web.queue_metrics import _QueueMetrics
from tests.jobs.conftest import Desk


def change(desk: Desk, run_id: int, **values: object) -> None:
    """Give a run other values."""
    with desk.sessions.begin() as session:
        session.execute(update(Run).where(Run.id == run_id).values(**values))


def numbers(sessions: sessionmaker[Session]) -> dict[str, float]:
    """Return what Prometheus is told, by name and the values of the labels."""
    return {
        "/".join([sample.name, *sample.labels.values()]): sample.value
        for metric in _QueueMetrics(sessions).collect()
        for sample in metric.samples
    }


def test_open_rows_are_counted_by_kind_stage_and_priority(desk: Desk) -> None:
    now = utc_now()
    people = desk.school.ada, desk.school.ben, desk.school.instructor
    waiting, sent, running, done, regraded, gone = [desk.hand_in(f"# {n}", people[n % 3]) for n in range(6)]
    soon, long_ago = now + timedelta(seconds=20), now - timedelta(seconds=100)
    change(desk, waiting, created_at=now - timedelta(seconds=7))
    change(desk, sent, token="t", due=soon, created_at=now - timedelta(seconds=5))
    change(desk, running, token="t", due=soon, created_at=long_ago, started_at=now - timedelta(seconds=3))
    change(desk, done, state=JobState.DONE, finished_at=now)
    change(desk, regraded, priority=8, created_at=long_ago)
    change(desk, gone, token="t", due=now - timedelta(seconds=1), created_at=long_ago, started_at=long_ago)
    with desk.sessions.begin() as session:
        sign_in_mails.ask(session, desk.school.ada.email)
    with desk.sessions() as session:
        found = load(session, now)
    runs = {(each.stage, each.priority): (each.rows, round(each.oldest_s)) for each in found if each.kind == "Run"}
    assert runs == {
        (Stage.WAITING, 0): (2, 100),
        (Stage.WAITING, 8): (1, 100),
        (Stage.SENT, 0): (1, 5),
        (Stage.RUNNING, 0): (1, 3),
    }
    assert Load("SignInMail", Stage.WAITING, 1, 1, 0.0) in found


def test_the_queue_and_the_workers_are_told(desk: Desk) -> None:
    run_id, now = desk.hand_in("# sleep 0"), utc_now()
    with desk.sessions.begin() as session:
        usual = {"host": "a", "release": "r", "slots": 2}
        session.add(Worker(name="a:1", **usual))
        session.add(Worker(name="a:2", obstacle="No engine answers.", **usual))
        session.add(Worker(name="a:3", seen_at=now - timedelta(minutes=5), **usual))
    told = numbers(desk.sessions)
    assert told["grader_queue_rows/Run/waiting/0"] == 1
    assert (told["grader_workers"], told["grader_workers_hindered"]) == (2, 1)
    assert (told["grader_database_up"], told["grader_queue_stuck"]) == (1, 0)
    change(desk, run_id, created_at=now - timedelta(minutes=5), due=now - timedelta(minutes=5))
    told = numbers(desk.sessions)
    assert told["grader_queue_stuck"] == 1
    assert told["grader_queue_oldest_seconds/Run/waiting/0"] >= 300


@pytest.mark.parametrize(
    "url", ["sqlite:///{folder}/nowhere/grader.db", "postgresql+psycopg://grader@127.0.0.1:1/grader"]
)
def test_a_database_that_does_not_answer_is_told_of(url: str, tmp_path: Path) -> None:
    engine = make_engine(url.format(folder=tmp_path))
    assert numbers(make_sessions(engine)) == {"grader_database_up": 0}
    engine.dispose()
