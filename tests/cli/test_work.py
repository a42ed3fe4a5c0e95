"""What a worker works on, in a process of its own or in the one that serves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader.cli.work import kinds
from grader.db.engine import make_engine, make_sessions
from grader.db.models import User
from grader.db.queries import people
from grader.grading import Grader
from grader.jobs.presence import Roll
from grader.settings import ROOT, Settings


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_mail_is_sent_where_it_can_be(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    silent = Settings(tmp_path, "", "secret")
    mailing = Settings(tmp_path, "", "secret", smtp_url="smtp://localhost", mail_from="grader@example.org")
    without, with_mail = ({kind.name for kind in kinds(each, sessions, Grader(each))} for each in (silent, mailing))
    assert with_mail - without == {"SignInMail"}
    assert "Run" in without


@pytest.mark.parametrize("command", ["worker", "web"])
def test_who_works_apart_needs_a_broker(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path, "memory://")
    assert (done.returncode, "needs a BROKER" in done.stderr) == (3, True), done.stderr


@pytest.mark.parametrize("command", ["worker", "web"])
def test_nobody_works_on_a_database_of_another_version(command: str, tmp_path: Path) -> None:
    done = run(command, tmp_path, "redis://localhost:1")
    assert (done.returncode, "Run: grader migrate" in done.stderr) == (3, True), done.stderr


def test_a_database_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    done = run("migrate", tmp_path, "redis://localhost:1", f"postgresql+psycopg://grader:hidden@/none?host={tmp_path}")
    assert (done.returncode, "mend DATABASE_URL" in done.stderr) == (3, True), done.stderr
    assert "hidden" not in done.stderr
    assert "Traceback" not in done.stderr


def test_whether_a_worker_of_this_host_works_is_told_by_the_exit_code(tmp_path: Path) -> None:
    assert run("migrate", tmp_path, "redis://localhost:1").returncode == 0
    assert run("worker --check", tmp_path, "redis://localhost:1").returncode == 1
    roll = Roll(make_sessions(make_engine(f"sqlite:///{tmp_path / 'grader.db'}")), slots=1)
    roll.tell(running=0, hindrance="")
    assert run("worker --check", tmp_path, "redis://localhost:1").returncode == 0


def test_who_may_operate_is_appointed_and_removed(tmp_path: Path) -> None:
    run("migrate", tmp_path, "memory://")
    database = make_sessions(make_engine(f"sqlite:///{tmp_path / 'grader.db'}"))
    with database.begin() as session:
        session.add(User(name="Ada", email="ada@example.org"))
    for command, operates in (("operator ADA@example.org", True), ("operator ada@example.org --remove", False)):
        assert run(command, tmp_path, "memory://").returncode == 0
        with database() as session:
            assert people.user_by_email(session, "ada@example.org").is_operator is operates  # type: ignore[union-attr]
    assert "Nobody has" in run("operator ben@example.org", tmp_path, "memory://").stderr


def run(command: str, data: Path, broker: str, database: str = "") -> subprocess.CompletedProcess[str]:
    """Run ``grader`` with this command."""
    environment = {**os.environ, "DATA_DIR": str(data), "BROKER": broker, "SECRET_KEY": "secret", "PORT": "1"}
    environment["DATABASE_URL"] = database
    return subprocess.run(
        [sys.executable, "-m", "grader.cli", *command.split()],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
