"""A course on a real, migrated SQLite database, with an application to visit it; what web and browser tests share."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, event, select, update
from sqlalchemy.orm import Session, selectinload, sessionmaker
from werkzeug.test import TestResponse

from grader import settings as all_settings
from grader.db.engine import make_engine, make_sessions
from grader.db.models import Course, Enrolment, LineItem, Role, Run, Submission, User, utc_now
from grader.db.queries import people
from grader.exam.collector import Progress
from grader.exam.report import Report
from grader.services import accounts, courses, grades, submissions
from grader.settings import Settings
from grader.web.app import create_app

TOML = """
title = "Tiny network"
summary = "One neuron, from scratch."

[functions.forward]
arguments = ["x"]
returns = ["y: array"]

[[criteria]]
name = "forward"
title = "The forward pass is right"
points = 40

[[criteria]]
name = "gradient"
title = "Gradients are exact"
points = 60
"""
SPEC = r"""# Tiny network

## What to write

The neuron computes $\hat y = \sigma(x W + b)$, and the loss is

$$
L = -\frac{1}{N} \sum_{n=1}^{N} \left[ y_n \log \hat y_n + (1 - y_n) \log (1 - \hat y_n) \right]
+ \frac{\lambda}{2N} \lVert W \rVert_F^2
$$

| function | returns |
|---|---|
| `forward(x)` | `y`, of shape `(N, K)` |

## Hints

```python
def forward(x):
    return x  # not yet
```

Raw HTML such as <script>alert(1)</script> is shown, not obeyed.
"""
CODE = b"import numpy as np\n\n\ndef forward(x):\n    return np.tanh(x)  # <b>not</b> a tag\n"


class Visitor:
    """Somebody with a browser; posts carry the token of the form on the page that they were last on."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        """Visit *path*."""
        return self._seen(self.client.get(path, buffered=True, **options))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form."""
        return self._seen(
            self.client.post(path, data={"csrf_token": self.token, **(data or {})}, buffered=True, **options)
        )

    def _seen(self, response: TestResponse) -> TestResponse:
        if found := re.search(rb'name="csrf_token" value="([^"]+)"', response.get_data()):
            self.token = found[1].decode()
        return response


def slug(name: str) -> str:
    """Return *name* as the part of an address before the @."""
    return re.sub(r"[^a-z0-9]+", ".", name.lower()).strip(".")


@dataclass
class World:
    """A course "Networks" with one assignment, an instructor and the application."""

    folder: Path
    app: Flask
    sessions: sessionmaker[Session]
    course: Course
    item: LineItem
    instructor: User

    def close(self) -> None:
        """Let the database go."""
        self.engine.dispose()

    @property
    def engine(self) -> Engine:
        """The engine that writes."""
        engine: Engine = self.sessions.kw["bind"]
        return engine

    @property
    def student(self) -> User:
        """Who joined first as a student."""
        with self.sessions() as session:
            found = select(User).join(User.enrolments).where(Enrolment.role == Role.STUDENT)
            return session.scalars(found.order_by(Enrolment.id).limit(1)).one()

    def add_user(self, name: str, course: Course | None = None, role: Role = Role.STUDENT) -> User:
        """Return somebody new in *course*, or in the course of this world."""
        with self.sessions.begin() as session:
            user = User(name=name, email=f"{slug(name)}@example.org")
            session.add(user)
            session.flush()
            courses.enrol(session, user, course or self.course, role)
        return user

    def add_teacher(self, name: str, course: Course) -> User:
        """Return an instructor of *course*."""
        return self.add_user(name, course, Role.INSTRUCTOR)

    def other_course(self) -> Course:
        """Return another course, in which nobody is."""
        with self.sessions.begin() as session:
            return courses.create_course(session, "Elsewhere")

    def enrol(self, user: User, role: Role) -> None:
        """Make *user* in this world's course what *role* says."""
        with self.sessions.begin() as session:
            courses.enrol(session, user, self.course, role)

    def remove(self, user: User) -> None:
        """End what *user* is in the course."""
        with self.sessions.begin() as session:
            session.execute(delete(Enrolment).where(Enrolment.user_id == user.id))

    def role_of(self, user: User) -> Role | None:
        """Return what *user* is in the course."""
        with self.sessions() as session:
            return people.role(session, user.id, self.course.id)

    def set_password(self, user: User, password: str) -> None:
        """Give *user* a password."""
        with self.sessions.begin() as session:
            accounts.set_password(session, user, password)

    def submit(self, student: User, report: Report | None = None, content: bytes = CODE) -> Submission:
        """Hand in, and grade with *report* if there is one."""
        with self.sessions.begin() as session:
            stored = submissions.submit(session, student, self.item.id, content, max_kib=256)
        if report:
            self.grade(stored, report)
        return stored

    def submissions(self) -> list[Submission]:
        """Return all submissions with their runs."""
        with self.sessions() as session:
            return list(session.scalars(select(Submission).options(selectinload(Submission.runs))))

    def grade(self, stored: Submission, report: Report) -> None:
        """Lease the newest run of *stored* and record *report*, as a worker does."""
        self.begin(stored)
        with self.sessions.begin() as session:
            assert grades.record(session, stored.runs[-1].id, "token", report, utc_now())

    def begin(self, stored: Submission, tries: int = 1) -> None:
        """Lease the newest run of *stored*, and say that it is being graded."""
        leased = {"token": "token", "started_at": utc_now(), "due": utc_now() + timedelta(minutes=1), "tries": tries}
        with self.sessions.begin() as session:
            session.execute(update(Run).where(Run.id == stored.runs[-1].id).values(**leased))

    def progress(self, stored: Submission, done: int, total: int, title: str) -> None:
        """Write how far the newest run of *stored* is, as a worker does."""
        with self.sessions.begin() as session:
            grades.note_progress(session, stored.runs[-1].id, "token", Progress(done, total, title))

    def change(self, stored: Submission, **values: Any) -> None:
        """Give the newest run of *stored* other values, as time and misfortune would."""
        with self.sessions.begin() as session:
            session.execute(update(Run).where(Run.id == stored.runs[-1].id).values(**values))

    def stranger(self) -> Visitor:
        """Return somebody who is not signed in."""
        return Visitor(self.app.test_client())

    def visitor(self, user: User) -> Visitor:
        """Return *user*, signed in by a link."""
        visitor = self.stranger()
        path = self.sign_in_path(user)
        visitor.get(path)
        assert visitor.post(path).status_code == 302
        visitor.get("/account")
        return visitor

    def sign_in_path(self, user: User) -> str:
        """Return the path of a fresh sign-in link."""
        with self.sessions.begin() as session:
            return f"/sign-in/{accounts.issue_sign_in_link(session, user, timedelta(minutes=5))}"

    def count_queries(self, visitor: Visitor, path: str) -> int:
        """Return the number of statements that a visit of *path* sends."""
        with self.statements() as sent:
            assert visitor.get(path).status_code == 200
        return len(sent)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Collect the statements that are sent meanwhile."""
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(self.engine, "before_cursor_execute", note)


def make_world(folder: Path, database_url: str) -> World:
    """Return a world whose files are in *folder*, in a migrated and empty database."""
    make_assignment(folder)
    chosen = chosen_settings(folder, database_url)
    sessions = make_sessions(make_engine(database_url))
    with sessions.begin() as session:
        course = courses.create_course(session, "Networks")
        instructor = User(name="Ines Instructor", email="ines@example.org", is_operator=True)
        session.add(instructor)
        session.flush()
        courses.enrol(session, instructor, course, Role.INSTRUCTOR)
        item = courses.open_assignment(session, course, "tiny", "Tiny network")
    return World(folder, create_app(chosen, sessions), sessions, course, item, instructor)


def chosen_settings(folder: Path, database_url: str, **values: str) -> Settings:
    """Return the settings of a world whose files are in *folder*."""
    chosen = {"DATA_DIR": str(folder), "SECRET_KEY": "for tests", "DATABASE_URL": database_url, **values}
    return all_settings.load({**chosen, "ASSIGNMENTS_DIR": str(folder / "assignments")})


def make_assignment(folder: Path) -> Path:
    """Write a small assignment below *folder*; return the folder of assignments."""
    tiny = folder / "assignments" / "tiny"
    (tiny / "tests").mkdir(parents=True)
    (tiny / "assignment.toml").write_text(TOML)
    (tiny / "spec.md").write_text(SPEC)
    (tiny / "starter.py").write_text("def forward(x):\n    raise NotImplementedError\n")
    (tiny / "samples.py").write_text("import solution\n\n\ndef test_forward():\n    assert solution.forward(0) == 0\n")
    (folder / "reference").mkdir()
    (folder / "reference" / "tiny.py").write_text("def forward(x):\n    return x\n")
    return folder / "assignments"
