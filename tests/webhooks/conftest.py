"""A course with an endpoint, a receiver behind it, and a postman whose watch a test sets."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Delivery, Endpoint, Message, Run, User, utc_now
from grader.domain.scoring import Outcome
from grader.domain.webhooks import EventType
from grader.exam.report import Problem, Report, TestResult
from grader.jobs import leases
from grader.jobs.delivering import Delivering
from grader.services import grades
from grader.services.submissions import submit
from grader.services.webhooks import endpoints
from grader.settings import Settings
from tests.conftest import School
from tests.webhooks.receiver import Receiver

Sessions = sessionmaker[Session]
ALL = [each.value for each in EventType]
LEASE = timedelta(seconds=60)


def worth(score: str) -> Report:
    """Return the report of a run that earned *score*."""
    test = TestResult("test_a", "Adds", "gradient", Outcome.FAILED, Decimal(score), Decimal(100), "")
    return Report("loss", 1, (test,))


FAULT = Report("loss", 1, error=Problem("author", "author_error", "The exam of Ada is broken."))


def settings(folder: Path, *, to_private: bool = True) -> Settings:
    """Return settings by which a receiver on this machine may be reached."""
    return Settings(folder, "", "secret", slots=2, webhooks_to_private=to_private)


@dataclass
class Desk:
    """Where a test does what is to be told."""

    sessions: Sessions
    school: School
    handed_in: int = 0

    def hand_in(self, student: User | None = None, report: Report | None = None) -> int:
        """Hand in something new, have it graded if there is a report of it, and return the run."""
        self.handed_in += 1
        content = b"x = %d\n" % self.handed_in
        with self.sessions.begin() as session:
            made = submit(session, student or self.school.ada, self.school.line_item.id, content, 16)
            run_id = made.runs[0].id
        if report:
            self.grade(run_id, report)
        return run_id

    def grade(self, run_id: int, report: Report) -> None:
        """Lease a run and record *report*, as a worker does."""
        with self.sessions.begin() as session:
            session.execute(update(Run).where(Run.id == run_id).values(token="t"))
            assert grades.record(session, run_id, "t", report, utc_now())

    def endpoint(self, url: str = "http://127.0.0.1:9/hook", events: list[str] | None = None) -> Endpoint:
        """Return a new endpoint of the course."""
        with self.sessions.begin() as session:
            course_id, actor = self.school.course.id, self.school.instructor
            return endpoints.add(session, actor, course_id, url, events or ALL, allow_private=True)

    def messages(self) -> list[Message]:
        """Return all messages, in their order."""
        with self.sessions() as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    def types(self) -> list[str]:
        """Return the types of all messages, in their order."""
        return [message.type for message in self.messages()]

    def deliveries(self) -> list[Delivery]:
        """Return all deliveries, in their order."""
        with self.sessions() as session:
            return list(session.scalars(select(Delivery).order_by(Delivery.id)))

    def stored(self, endpoint: Endpoint) -> Endpoint:
        """Return an endpoint as it is now."""
        with self.sessions() as session:
            return session.get_one(Endpoint, endpoint.id)

    def staff(self, change: Any, endpoint: Endpoint, *more: Any) -> Any:
        """Have the instructor do something with an endpoint."""
        with self.sessions.begin() as session:
            return change(session, self.school.instructor, self.school.course.id, endpoint.id, *more)


@dataclass
class Postman:
    """Does what a worker does with messages, by a watch of its own."""

    sessions: Sessions
    settings: Settings
    deadline_s: float = 5.0
    now: datetime = field(default_factory=lambda: utc_now() + timedelta(minutes=1))

    def take(self) -> list[leases.Lease]:
        """Lease all messages whose turn it is, and begin with them."""
        until = self.now + LEASE
        with self.sessions.begin() as session:
            taken = leases.take(session, Message, window=100, until=until, now=self.now)
            for lease in taken:
                leases.begin(session, Message, lease, until=until, now=self.now)
        return taken

    def deliver(self, lease: leases.Lease) -> None:
        """Send what was leased, and write down what became of it."""
        delivering = Delivering(self.sessions, self.settings, now=lambda _session: self.now, deadline_s=self.deadline_s)
        assert delivering(lease, threading.Event()) is None

    def round(self) -> int:
        """Send what can be sent now, each once; return how many that were."""
        taken = self.take()
        for lease in taken:
            self.deliver(lease)
        return len(taken)

    def rounds(self) -> None:
        """Send until nothing more can be sent now."""
        while self.round():
            pass


@pytest.fixture
def desk(sessions: Sessions, school: School) -> Desk:
    return Desk(sessions, school)


@pytest.fixture
def postman(sessions: Sessions, tmp_path: Path) -> Postman:
    return Postman(sessions, settings(tmp_path))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that takes everything."""
    made = Receiver()
    yield made
    made.close()
