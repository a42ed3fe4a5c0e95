"""``grader retention`` says what is too old, and deletes it only when told to."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select, update

from grader.db.models import Course, Enrolment, Submission, utc_now
from tests.web.world import World, make_world


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command; return its exit code and what it prints."""
    command = [str(Path(sys.executable).with_name("grader")), "retention", *arguments]
    url = f"sqlite:///{folder / 'grader.db'}"
    chosen = {**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": url, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(command, env=chosen, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def contents(world: World) -> list[bytes]:
    with world.sessions() as session:
        return list(session.scalars(select(Submission.content).order_by(Submission.id)))


def test_the_command_deletes_only_with_apply_and_only_what_is_old(tmp_path: Path, sqlite_url: str) -> None:
    world = make_world(tmp_path, sqlite_url)
    ada = world.add_user("Ada")
    for content in (b"old = 1", b"new = 1"):
        world.submit(ada, content=content)
    with world.sessions.begin() as session:
        session.execute(update(Submission).where(Submission.attempt == 1).values(received_at=utc_now() - timedelta(40)))
    assert run(tmp_path) == (0, "No course says how long attempts are kept: nothing is deleted.\n")
    with world.sessions.begin() as session:
        session.execute(update(Course).values(retention_days=30))
    for arguments in ((), ("--apply",)):
        assert contents(world) == [b"old = 1", b"new = 1"]
        code, told = run(tmp_path, *arguments)
        assert code == 0
        assert told.startswith("Networks, kept for 30 days: 1 attempts of 1 students, from ")
    assert told.endswith("deleted: 1 attempts\n")
    assert contents(world) == [b"", b"new = 1"]
    assert "0 attempts of 0 students, about 0.0 MiB" in run(tmp_path, "--apply")[1]
    world.close()


def test_a_course_without_an_instructor_is_told_of(tmp_path: Path, sqlite_url: str) -> None:
    world = make_world(tmp_path, sqlite_url)
    world.submit(world.add_user("Ada"), content=b"old = 1")
    with world.sessions.begin() as session:
        session.execute(update(Submission).values(received_at=utc_now() - timedelta(40)))
        session.execute(update(Course).values(retention_days=30))
        session.execute(update(Enrolment).where(Enrolment.user_id == world.instructor.id).values(role="student"))
    code, told = run(tmp_path, "--apply")
    assert (code, "no instructor" in told, contents(world)) == (1, True, [b"old = 1"])
    world.close()
