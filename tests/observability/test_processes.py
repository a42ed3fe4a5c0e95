"""Real processes on real servers: one submission followed by its id, every line an object, every number scraped."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.models import Course, LineItem, Run
from grader.settings import ROOT
from tests.end_to_end.conftest import Application
from tests.servers.postgres import Postgres
from tests.servers.process import free_port

PATIENCE_S = 90
SECRET_KEY = "a-key-that-nobody-reads"
NAME, EMAIL, PASSWORD = "Ada Lovelace", "ada.lovelace@example.org", "correct horse battery"
MARK = "nobody_reads_this_in_a_log"


class Cluster:
    """PostgreSQL and Redis with passwords; web and worker as processes that log into files."""

    def __init__(self, folder: Path, database_url: str, redis_port: int) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{free_port()}"
        self.database_url = database_url
        self.ports = {"web": free_port(), "worker": free_port()}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": database_url,
            "BROKER": f"redis://:red%2Fmellon@127.0.0.1:{redis_port}/0",
            "SECRET_KEY": SECRET_KEY,
            "PORT": self.address.rpartition(":")[2],
            "LOG_FORMAT": "json",
            "SLOTS": "1",
        }

    def start(self, command: str, **more: str) -> None:
        """Start ``grader`` *command*."""
        environment = self.environment | {"METRICS_PORT": str(self.ports[command])} | more
        with self.log(command).open("wb") as log:
            arguments = [sys.executable, "-m", "grader.cli", command]
            self.processes[command] = subprocess.Popen(
                arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=log
            )

    def do(self, command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Do ``grader`` *command*, and return how it went."""
        arguments = [sys.executable, "-m", "grader.cli", command]
        environment = self.environment | more
        return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def log(self, command: str) -> Path:
        """Return the file that a process logs into."""
        return self.folder / f"{command}.log"

    def lines(self, command: str) -> list[dict[str, Any]]:
        """Return what a process has logged."""
        return [json.loads(line) for line in self.log(command).read_text().splitlines()]

    def numbers(self, command: str) -> dict[str, float]:
        """Return what Prometheus is told by a process."""
        return scraped(self.ports[command])


def scraped(port: int) -> dict[str, float]:
    """Return what Prometheus is told at *port*, by name and labels."""
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        told = answer.read().decode()
    return {
        f"{sample.name}{sorted(sample.labels.items())}": sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


class Student(NamedTuple):
    """Somebody with a browser."""

    browser: requests.Session
    address: str

    def post(self, path: str, seen_at: str, **form: str) -> requests.Response:
        """Send a form that is on the page *seen_at*."""
        page = self.browser.get(f"{self.address}{seen_at}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token, page
        answer = self.browser.post(f"{self.address}{path}", {"csrf_token": token[1], **form})
        assert answer.ok, answer.text
        return answer


def hand_in(address: str, join_code: str, item: int) -> requests.Response:
    """Join a course, hand the right solution in, and return the answer."""
    student = Student(requests.Session(), address)
    student.post(f"/join/{join_code}", f"/join/{join_code}", name=NAME, email=EMAIL, password=PASSWORD)
    code = f"{(ROOT / 'reference' / 'loss.py').read_text()}\n{MARK} = 1\n"
    return student.post(f"/assignments/{item}/submissions", f"/assignments/{item}", code=code)


def wait_until(condition: Any, why: Any = lambda: "") -> None:
    """Wait until *condition* holds."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, why()
        time.sleep(0.1)


@contextmanager
def sessions_on(url: str) -> Iterator[sessionmaker[Session]]:
    """Let the block read a database."""
    engine = make_engine(url)
    yield make_sessions(engine)
    engine.dispose()


def listens(port: int) -> bool:
    """Say whether somebody answers at *port*."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def redis() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Return the port of a Redis server with a password, and its process."""
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", "red/mellon"]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    wait_until(lambda: listens(port))
    yield port, server
    server.kill()
    server.wait()


@pytest.fixture
def cluster(postgres: Postgres, tmp_path: Path, redis: tuple[int, "subprocess.Popen[bytes]"]) -> Iterator[Cluster]:
    """Return a cluster, set up, with nothing started."""
    url = postgres.create().replace("grader@", "grader:open%2Fsesame@")
    made = Cluster(tmp_path, url, redis[0])
    done = made.do("migrate")
    assert done.returncode == 0, done.stderr
    yield made
    for process in made.processes.values():
        process.terminate()
    for process in made.processes.values():
        process.wait(60)


def test_a_submission_is_followed_through_all_processes_and_the_numbers_tell_of_it(
    cluster: Cluster, redis: tuple[int, "subprocess.Popen[bytes]"]
) -> None:
    cluster.start("web")
    cluster.start("worker")
    wait_until(lambda: listens(int(cluster.environment["PORT"])), cluster.log("web").read_text)
    with sessions_on(cluster.database_url) as sessions, sessions() as session:
        join_code = session.scalars(select(Course.join_code)).one()
        item = session.scalars(select(LineItem.id).where(LineItem.assignment == "loss")).one()
    answer = hand_in(cluster.address, join_code, item)
    wait_until(
        lambda: any(line["event"] == "job graded" for line in cluster.lines("worker")), cluster.log("worker").read_text
    )
    with sessions_on(cluster.database_url) as sessions, sessions() as session:
        run = session.scalars(select(Run)).one()
    [received] = [line for line in cluster.lines("web") if line.get("submission") == run.submission_id]
    begun, graded = [line for line in cluster.lines("worker") if line.get("submission") == run.submission_id]
    assert [line["event"] for line in (received, begun, graded)] == ["submission received", "run begun", "job graded"]
    assert received["request"] == answer.history[0].headers["X-Request-Id"]
    assert {received["run"], begun["run"], graded["run"]} == {run.id}
    assert graded["worker"].endswith(f":{cluster.processes['worker'].pid}")
    assert graded["outcomes"].keys() == {"passed"}
    assert received["time"] <= begun["time"] <= graded["time"]

    web, worker = cluster.numbers("web"), cluster.numbers("worker")
    assert web["grader_request_seconds_count[('endpoint', 'student.submit'), ('status', '3xx')]"] == 1
    assert (web["grader_database_up[]"], web["grader_workers[]"], web["grader_queue_stuck[]"]) == (1, 1, 0)
    assert not [name for name in web if join_code in name]
    labels = "[('assignment', 'loss'), ('kind', 'Run')"
    assert worker[f"grader_jobs_total{labels}, ('outcome', 'graded')]"] == 1
    assert 0 < worker[f"grader_job_duration_seconds_sum{labels}]"] < PATIENCE_S
    assert worker["grader_run_wait_seconds_count[('assignment', 'loss')]"] == 1
    assert sum(worker.get(f"grader_containers_total[('waited', '{waited}')]", 0) for waited in ("yes", "no")) >= 1
    assert (worker["grader_worker_slots[]"], worker["grader_worker_obstacle[]"]) == (1, 0)

    _, server = redis
    server.kill()
    wait_until(lambda: any(line["level"] in {"warning", "error"} for line in cluster.lines("worker")))
    told = "".join(cluster.log(command).read_text() for command in ("web", "worker"))
    for private in (MARK, NAME, EMAIL, PASSWORD, SECRET_KEY, "sesame", "mellon", join_code):
        assert private not in told


def test_a_port_that_is_taken_is_said_in_one_line(cluster: Cluster) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for command in ("web", "worker"):
            done = cluster.do(command, METRICS_PORT=port)
            said = [json.loads(line)["event"] for line in done.stderr.splitlines()]
            assert done.returncode == 3
            assert f"Metrics cannot be served at 127.0.0.1:{port}: Address already in use. Change METRICS_PORT." in said


def test_without_the_setting_nothing_listens(cluster: Cluster) -> None:
    cluster.start("web", METRICS_PORT="")
    wait_until(lambda: listens(int(cluster.environment["PORT"])), cluster.log("web").read_text)
    assert not listens(cluster.ports["web"])


def test_pages_and_the_worker_beside_them_tell_at_two_ports_and_the_terminal_stays_quiet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    monkeypatch.setenv("METRICS_PORT", str(port))
    application = Application(tmp_path)
    application.start()
    try:
        with application.sessions()() as session:
            item = session.scalars(select(LineItem.id).where(LineItem.assignment == "loss")).one()
        hand_in(application.address, application.join_link.rpartition("/")[2], item)
        graded = "grader_jobs_total[('assignment', 'loss'), ('kind', 'Run'), ('outcome', 'graded')]"
        wait_until(lambda: listens(port + 1) and scraped(port + 1).get(graded))
        web, worker = scraped(port), scraped(port + 1)
    finally:
        application.stop()
    assert (worker[graded], web["grader_workers[]"], worker["grader_worker_slots[]"]) == (1, 1, 2)
    assert web["grader_request_seconds_count[('endpoint', 'student.submit'), ('status', '3xx')]"] == 1
    assert re.fullmatch(r"\nThe grader is running: .+ Stop: Ctrl-C\n\n", application.log.read_text(), re.DOTALL)
