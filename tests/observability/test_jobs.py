"""What becomes of a job: one line for each thing, by which a submission can be followed, and its numbers."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import update

from grader.db.models import Run, utc_now
from grader.jobs import telling
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.presence import Roll
from grader.jobs.tasks import Grading
from grader.settings import Settings
from tests.jobs.conftest import PATIENCE_S, Desk
from tests.jobs.stand_in import StandIn
from tests.observability.conftest import Lines


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Return the URL of a fresh database; these lines do not depend on its kind."""
    return sqlite_url


class Numbers:
    """How much the numbers of this process have grown since this was made."""

    def __init__(self) -> None:
        self._before = dict(self._all())

    @staticmethod
    def _all() -> Iterator[tuple[str, float]]:
        for metric in REGISTRY.collect():
            for sample in metric.samples:
                labels = ",".join(f"{name}={value}" for name, value in sample.labels.items() if name != "le")
                yield f"{sample.name}{{{labels}}}", sample.value

    def __getitem__(self, name: str) -> float:
        return dict(self._all()).get(name, 0) - self._before.get(name, 0)


def make_queue(desk: Desk, folder: Path, *, tries: int = 2, lease_s: float = 30) -> Queue:
    """Return a queue of runs that a stand-in grades."""
    settings = Settings(folder, "", "secret", lease_s=lease_s, slots=2)
    kinds = [Kind(Run, Grading(desk.sessions, StandIn(), settings.secret_key), tries)]
    return Queue(settings, desk.sessions, kinds, Roll(desk.sessions, settings.slots))


@pytest.fixture
def work(desk: Desk, tmp_path: Path) -> Iterator[Callable[..., Queue]]:
    """Return what starts to work; all that does is stopped at the end."""
    hosts: list[Host] = []

    def start(**options: Any) -> Queue:
        queue = make_queue(desk, tmp_path, **options)
        hosts.append(Host(queue, tmp_path / "jobs.lock"))
        hosts[-1].start()
        return queue

    yield start
    for each in hosts:
        each.stop(5)


def followed(lines: Lines, desk: Desk, run_id: int) -> list[dict[str, Any]]:
    """Return the lines about the submission of a run."""
    submission = desk.run(run_id).submission_id
    found = [line for line in lines.objects if line.get("submission") == submission]
    assert all(line["run"] == run_id for line in found)
    return found


def test_a_run_that_goes_well_is_two_lines(work: Callable[..., Queue], desk: Desk, lines: Lines) -> None:
    numbers = Numbers()
    queue = work()
    run_id = desk.hand_in("# sleep 0.2")
    desk.finished(run_id)
    _wait_for(lines, "job graded")
    begun, graded = followed(lines, desk, run_id)
    ids = {"kind": "Run", "row": run_id, "try": 1, "worker": queue.roll.name, "assignment": "loss", "level": "info"}
    assert begun.items() >= {**ids, "event": "run begun"}.items()
    assert graded.items() >= {**ids, "event": "job graded", "outcomes": {"passed": 1}}.items()
    assert begun["wait_s"] >= 0
    assert not {"score", "student", "owner"} & graded.keys()
    assert numbers["grader_jobs_total{kind=Run,assignment=loss,outcome=graded}"] == 1
    assert numbers["grader_run_wait_seconds_count{assignment=loss}"] == 1
    assert numbers["grader_job_duration_seconds_count{kind=Run,assignment=loss}"] == 1
    assert numbers["grader_job_duration_seconds_sum{kind=Run,assignment=loss}"] >= 0.2


def test_our_faults_put_a_run_off_until_it_is_given_up(work: Callable[..., Queue], desk: Desk, lines: Lines) -> None:
    numbers = Numbers()
    work(tries=2)
    run_id, bug = desk.hand_in("# fault service"), desk.hand_in("# bug", desk.school.ben)
    for each in (run_id, bug):
        desk.finished(each)
    _wait_for(lines, "job given up", 2)
    told = [(line["event"], line["try"], line["level"]) for line in followed(lines, desk, run_id)]
    assert told == [
        ("run begun", 1, "info"), ("job put off", 1, "warning"), ("run begun", 2, "info"), ("job given up", 2, "error"),
    ]  # fmt: skip
    last = followed(lines, desk, run_id)[-1]
    assert (last["fault"], last["error"], last["reason"]) == ("service", "service_error", "no engine")
    failed = [line for line in followed(lines, desk, bug) if "exception" in line]
    assert [line["exception"].split("\n")[-1] for line in failed] == ["ZeroDivisionError: a bug of ours"] * 2
    for outcome in telling.OUTCOMES:
        value = REGISTRY.get_sample_value(
            "grader_jobs_total", {"kind": "Run", "assignment": "loss", "outcome": outcome}
        )
        assert value is not None, "what has not happened yet is told as 0, so that the first time is seen"
    for outcome in ("put_off", "given_up"):
        assert numbers[f"grader_jobs_total{{kind=Run,assignment=loss,outcome={outcome}}}"] == 2
    assert numbers["grader_faults_total{fault=service,error=service_error}"] == 2
    assert numbers["grader_faults_total{fault=service,error=internal_error}"] == 2
    assert numbers["grader_run_wait_seconds_count{assignment=loss}"] == 2, "the wait is that for the first try"


def test_a_fault_of_the_author_is_told_without_its_message(
    work: Callable[..., Queue], desk: Desk, lines: Lines
) -> None:
    numbers = Numbers()
    work()
    run_id = desk.hand_in("# fault author")
    desk.finished(run_id)
    _wait_for(lines, "job author fault")
    last = followed(lines, desk, run_id)[-1]
    assert (last["level"], last["fault"], last["error"]) == ("error", "author", "author_error")
    assert "line 7" not in lines.text
    assert numbers["grader_jobs_total{kind=Run,assignment=loss,outcome=author_fault}"] == 1


def test_a_lost_lease_and_a_run_that_is_given_back_are_told_apart(
    work: Callable[..., Queue], desk: Desk, lines: Lines
) -> None:
    numbers = Numbers()
    queue = work(lease_s=0.6)
    lost = desk.hand_in("# sleep 60")
    desk.begun(lost)
    with desk.sessions.begin() as session:
        elsewhere = {"token": "another worker", "due": utc_now() + timedelta(seconds=60)}
        session.execute(update(Run).where(Run.id == lost).values(elsewhere))
    _wait_for(lines, "job lease lost")
    back = desk.hand_in("# sleep 60", desk.school.ben)
    desk.begun(back)
    queue.close(0.1)
    assert [line["event"] for line in followed(lines, desk, lost)] == ["run begun", "job lease lost"]
    assert [line["event"] for line in followed(lines, desk, back)] == ["run begun", "job given back"]
    for outcome in ("lease_lost", "given_back"):
        assert numbers[f"grader_jobs_total{{kind=Run,assignment=loss,outcome={outcome}}}"] == 1


def test_a_run_whose_workers_die_is_told_by_who_buries_it(desk: Desk, lines: Lines, tmp_path: Path) -> None:
    numbers = Numbers()
    run_id = desk.hand_in("# die")
    with desk.sessions.begin() as session:
        session.execute(update(Run).where(Run.id == run_id).values(tries=2, token="of the dead"))
    make_queue(desk, tmp_path, tries=2).feed()
    [line] = followed(lines, desk, run_id)
    told = (line["event"], line["level"], line["error"], line["try"])
    assert told == ("job given up", "error", "worker_lost", 2)
    assert numbers["grader_faults_total{fault=service,error=worker_lost}"] == 1


def test_a_worker_says_once_why_it_takes_no_runs(desk: Desk, lines: Lines, tmp_path: Path) -> None:
    roll = make_queue(desk, tmp_path).roll
    for hindrance in ("", "No engine answers.", "No engine answers.", ""):
        roll.tell(1, hindrance)
        up = REGISTRY.get_sample_value("grader_worker_obstacle")
        assert up == bool(hindrance)
    assert [(line["event"], line.get("reason")) for line in lines.objects] == [
        ("this worker takes no runs", "No engine answers."),
        ("this worker takes runs again", None),
    ]
    assert REGISTRY.get_sample_value("grader_worker_slots") == 2


def test_a_lease_that_is_found_lost_when_the_result_is_written_is_no_news(lines: Lines) -> None:
    for row in (1, 2):
        with telling.job("a:1", "Run", row, 1):
            telling.ended("done")
            telling.ended("lease_lost")
    assert [(line["event"], line["row"]) for line in lines.objects] == [("job done", 1), ("job done", 2)]


def _wait_for(lines: Lines, event: str, times: int = 1) -> None:
    end = time.monotonic() + PATIENCE_S
    while [line["event"] for line in lines.objects].count(event) < times:
        assert time.monotonic() < end, lines.text
        time.sleep(0.02)
