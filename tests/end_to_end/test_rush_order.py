"""Whose turn it is when many wait, as the rows tell after it: real gradings, one at a time, and no clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.db.models import Course, LineItem, Role, Run, Submission, User
from grader.services import courses, regrades, submissions
from grader.settings import ROOT
from tests.end_to_end.conftest import Application, started
from tests.end_to_end.order import entries, jumps, most_passed_by

SOURCE = (ROOT / "reference" / "gradient_descent.py").read_bytes()


class Class:
    """Some students of the first course, who hand in past the web: what is in one transaction comes at once."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}

    def hand_in(self, session: Session, name: str, number: int = 1) -> int:
        """Have somebody hand in; return the id of the submission."""
        item = session.scalars(select(LineItem).where(LineItem.assignment == "gradient_descent")).one()
        content = SOURCE + f"# {number}\n".encode()
        submission = submissions.submit(session, self._student(session, name), item.id, content, max_kib=256)
        session.flush()
        self._names[submission.runs[0].id] = f"{name} {number}"
        return submission.id

    def regrade(self, session: Session, submission_id: int) -> None:
        """Have an attempt regraded."""
        instructor, submission = session.get_one(User, 1), session.get_one(Submission, submission_id)
        made = regrades.start(session, instructor, submission.line_item_id, [submission_id], "For a test")
        run = session.scalars(select(Run).where(Run.regrade_id == made.id)).one()
        self._names[run.id] = "regrade"

    def begun(self, session: Session) -> list[str]:
        """Return what has run, in the order in which it began."""
        return [self._names[each.id] for each in sorted(entries(session), key=lambda each: each.began_at)]

    def _student(self, session: Session, name: str) -> User:
        email = f"{name.lower()}@example.org"
        found = session.scalars(select(User).where(User.email == email)).one_or_none()
        if found is None:
            found = User(name=name, email=email)
            session.add(found)
            session.flush()
            courses.enrol(session, found, session.scalars(select(Course)).one(), Role.STUDENT)
        return found


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """Return an application that grades one at a time."""
    yield from started(Application(tmp_path, slots=1))


def test_nobodys_later_one_comes_before_anothers_first_and_regrades_come_last(application: Application) -> None:
    students, sessions = Class(), application.sessions()
    with sessions.begin() as session:
        graded = students.hand_in(session, "Eve")
    application.wait_until_graded()
    with sessions.begin() as session:
        students.regrade(session, graded)
        for number in range(1, 5):
            students.hand_in(session, "Ada", number)
        for name in ("Ben", "Cleo", "Dan"):
            students.hand_in(session, name)
        students.hand_in(session, "Ben", 2)
    application.wait_until_graded()
    with sessions() as session:
        assert students.begun(session) == [
            *("Eve 1", "Ada 1", "Ben 1", "Cleo 1", "Dan 1"),
            *("Ada 2", "Ben 2", "Ada 3", "Ada 4", "regrade"),
        ]
        every = entries(session)
        assert jumps(every) == 0
        assert most_passed_by(every, every) == 0
