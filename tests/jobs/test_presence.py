"""What workers tell of themselves, and which of them may work."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from grader.db import clock
from grader.db.models import Worker, utc_now
from grader.db.queries import workers
from grader.jobs import presence
from grader.jobs.presence import Roll
from grader.jobs.release import digest
from grader.services import workers as services


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every worker tell of itself whenever it is asked to."""
    monkeypatch.setattr(presence, "TELL_S", 0)


@pytest.fixture
def put_in_force(sessions: sessionmaker[Session]) -> Callable[[str], None]:
    """Return what puts a release in force."""

    def put(release: str) -> None:
        with sessions.begin() as session:
            services.put_in_force(session, release, utc_now())

    return put


def living(sessions: sessionmaker[Session]) -> list[Worker]:
    """Return the workers that live now."""
    with sessions() as session:
        return workers.living(session, clock.now(session))


def window(sessions: sessionmaker[Session]) -> int:
    """Return how many rows may be leased now."""
    with sessions() as session:
        return workers.window(session, clock.now(session))


def test_a_worker_is_seen_while_it_tells_of_itself_and_gone_when_it_leaves(sessions: sessionmaker[Session]) -> None:
    roll = Roll(sessions, slots=3, spare=lambda: 2)
    roll.tell(running=0, hindrance="")
    roll.tell(running=1, hindrance="")
    (seen,) = living(sessions)
    assert (seen.slots, seen.running, seen.spare, seen.obstacle) == (3, 1, 2, "")
    assert window(sessions) == 4
    roll.leave()
    assert living(sessions) == []


def test_a_worker_that_is_silent_is_taken_for_dead(sessions: sessionmaker[Session]) -> None:
    Roll(sessions, slots=3).tell(running=0, hindrance="")
    with sessions.begin() as session:
        session.execute(update(Worker).values(seen_at=utc_now() - timedelta(seconds=30)))
    assert living(sessions) == []
    assert window(sessions) == 0


def test_a_worker_that_cannot_grade_says_why_and_is_given_nothing(sessions: sessionmaker[Session]) -> None:
    roll = Roll(sessions, slots=3)
    roll.tell(running=0, hindrance="No Docker engine answers.")
    assert [each.obstacle for each in living(sessions)] == ["No Docker engine answers."]
    assert window(sessions) == 0
    roll.tell(running=0, hindrance="")
    assert window(sessions) == 4


def test_only_workers_of_the_release_in_force_work(
    sessions: sessionmaker[Session], put_in_force: Callable[[str], None]
) -> None:
    roll = Roll(sessions, slots=1, release=lambda: "old")
    assert roll.obstacle
    roll.tell(running=0, hindrance="")
    assert "grader migrate" in roll.obstacle
    put_in_force("old")
    roll.tell(running=0, hindrance="")
    assert (roll.obstacle, window(sessions)) == ("", 2)
    put_in_force("new")
    roll.tell(running=0, hindrance="")
    assert "Another release" in roll.obstacle
    assert window(sessions) == 0
    put_in_force("old")
    roll.tell(running=0, hindrance="")
    assert roll.obstacle == ""


def test_a_worker_whose_assignments_change_stops_working(
    sessions: sessionmaker[Session], put_in_force: Callable[[str], None]
) -> None:
    releases = ["as it was"]
    put_in_force("as it was")
    roll = Roll(sessions, slots=1, release=lambda: releases[0])
    roll.tell(running=0, hindrance="")
    assert roll.obstacle == ""
    releases[0] = "edited"
    roll.tell(running=0, hindrance="")
    assert "have changed" in roll.obstacle


def test_a_release_is_its_assignments_and_nothing_that_lies_about(tmp_path: Path) -> None:
    tests = tmp_path / "assignments" / "loss" / "tests"
    tests.mkdir(parents=True)
    (tmp_path / "reference").mkdir()
    (tests / "test_loss.py").write_text("assert True\n")
    releases = [digest(tmp_path / "assignments")]
    (tests / "__pycache__").mkdir()
    (tests / "__pycache__" / "test_loss.pyc").write_text("compiled")
    (tests / ".test_loss.py.swp").write_text("half a word")
    assert digest(tmp_path / "assignments") == releases[0]
    (tmp_path / "reference" / "loss.py").write_text("x = 1\n")
    releases.append(digest(tmp_path / "assignments"))
    (tests / "test_loss.py").write_text("assert False\n")
    releases.append(digest(tmp_path / "assignments"))
    (tests / "test_loss.py").rename(tests / "test_losses.py")
    releases.append(digest(tmp_path / "assignments"))
    assert len(set(releases)) == 4
