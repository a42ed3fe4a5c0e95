"""``grader doctor``, and what starts only where limits are enforced."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader import settings
from grader.cli.doctor import database
from grader.db.engine import make_engine
from grader.db.migrate import upgrade
from grader.errors import ServiceError
from grader.sandbox.doctor.findings import Verdict
from tests.servers.process import free_port

EXAMS = Path(__file__).parents[1] / "exams"
WITHOUT_A_LIMIT = """
from grader.cli import main
from grader.sandbox import docker
docker.HARDENING["pids_limit"] = None
main()
"""


def environment(tmp_path: Path, **chosen: str) -> dict[str, str]:
    """Return the environment of a grader of its own."""
    folders = {"DATA_DIR": str(tmp_path / "data"), "ASSIGNMENTS_DIR": str(EXAMS / "assignments")}
    return {**os.environ, **folders, "PORT": str(free_port()), **chosen}


def doctor(tmp_path: Path, *arguments: str, **chosen: str) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    command = [str(Path(sys.executable).with_name("grader")), "doctor", *arguments]
    return subprocess.run(command, env=environment(tmp_path, **chosen), capture_output=True, text=True, check=False)


def doctor_json(tmp_path: Path, **chosen: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code, and the one object on standard output with its findings by group and name."""
    done = doctor(tmp_path, "--json", **chosen)
    found = json.loads(done.stdout)
    return done.returncode, {**found, "findings": {f"{one['group']}: {one['name']}": one for one in found["findings"]}}


def test_a_machine_that_enforces_everything_exits_with_0(tmp_path: Path, sqlite_url: str) -> None:
    code, found = doctor_json(tmp_path, DATABASE_URL=sqlite_url)
    assert (code, found["well"]) == (0, True)
    assert found["findings"]["Limits, each tried in a container: memory"]["verdict"] == "ok"
    assert found["findings"]["Database: schema"]["verdict"] == "ok"
    assert {"group", "name", "verdict", "detail", "advice"} == set(found["findings"]["Disk: data"])


def test_without_an_engine_it_exits_with_1_and_looks_at_the_rest(tmp_path: Path, sqlite_url: str) -> None:
    code, found = doctor_json(tmp_path, DATABASE_URL=sqlite_url, DOCKER_HOST="unix:///nowhere.sock")
    assert (code, found["well"]) == (1, False)
    assert [name for name, one in found["findings"].items() if one["verdict"] == "failed"] == ["Docker engine: answers"]
    assert found["findings"]["Database: schema"]["verdict"] == "ok"


def test_a_person_reads_marks_with_words_and_what_to_do(tmp_path: Path) -> None:
    done = doctor(tmp_path, DOCKER_HOST="unix:///nowhere.sock")
    assert "✗ failed   answers" in done.stdout
    assert "✓ ok       data" in done.stdout
    assert "What to do:      Start the engine, or set DOCKER_HOST" in done.stdout
    assert "✗ 1 not enforced or broken" in done.stdout


def test_a_database_of_this_version_is_well_and_its_clock_is_compared(database_url: str) -> None:
    found = {finding.name: finding.verdict for finding in database(database_url)}
    clock = {"of the database": Verdict.OK} if "postgresql" in database_url else {}
    assert found == {"reachable": Verdict.OK, "schema": Verdict.OK, **clock}


def test_a_database_of_an_older_version_is_named(empty_url: str) -> None:
    engine = make_engine(empty_url)
    upgrade(engine, "0001")
    engine.dispose()
    [schema] = [finding for finding in database(empty_url) if finding.failed]
    assert "is 0001" in schema.detail
    assert "grader migrate" in schema.advice


def test_a_database_that_is_not_made_yet_is_a_warning_and_is_not_made(tmp_path: Path) -> None:
    [found] = database(f"sqlite:///{tmp_path / 'new.db'}")
    assert found.verdict is Verdict.WARNING
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://ada:hunter2@127.0.0.1:1/grader", "mysql://ada:hunter2@db/grader"]
)
def test_a_database_that_cannot_be_reached_is_named_without_its_password(url: str) -> None:
    [found] = database(url)
    assert found.failed
    assert ":***@" in found.detail
    assert "hunter2" not in found.detail


@pytest.mark.parametrize(("command", "broker"), [("run", "memory://"), ("worker", "redis://127.0.0.1:1")])
def test_it_does_not_start_where_a_limit_is_not_enforced(
    tmp_path: Path, sqlite_url: str, command: str, broker: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_LIMIT, command],
        env=environment(tmp_path, DATABASE_URL=sqlite_url, BROKER=broker, SECRET_KEY="secret"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert "processes: 72 processes were started, and 64 are allowed" in done.stderr
    assert "I_ACCEPT_THAT_LIMITS_ARE_NOT_ENFORCED=yes" in done.stderr
    assert done.stdout == ""


def test_it_starts_where_somebody_has_accepted_that_and_says_so(tmp_path: Path, sqlite_url: str) -> None:
    chosen = environment(tmp_path, DATABASE_URL=sqlite_url, I_ACCEPT_THAT_LIMITS_ARE_NOT_ENFORCED="yes")
    command = [sys.executable, "-c", WITHOUT_A_LIMIT, "run"]
    with subprocess.Popen(command, env=chosen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any(line.startswith("The grader is running") for line in process.stdout)
        process.terminate()
        said = process.stderr.read()
    assert "LIMITS OF SUBMISSIONS ARE NOT ENFORCED" in said
    assert "72 processes were started" in said


def test_only_yes_accepts_that(tmp_path: Path) -> None:
    chosen = {"DATA_DIR": str(tmp_path)}
    name = "I_ACCEPT_THAT_LIMITS_ARE_NOT_ENFORCED"
    assert not settings.load(chosen).i_accept_that_limits_are_not_enforced
    assert settings.load({**chosen, name: "yes"}).i_accept_that_limits_are_not_enforced
    with pytest.raises(ServiceError, match=name):
        settings.load({**chosen, name: "1"})
