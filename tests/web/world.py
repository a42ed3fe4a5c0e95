"""A course on a real, migrated SQLite database, with an application to visit it; what web and browser tests share."""

import math
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, event, select, update
from sqlalchemy.orm import Session, selectinload, sessionmaker
from werkzeug.test import TestResponse

from grader import settings as all_settings
from grader.db.engine import make_engine, make_sessions
from grader.db.models import Course, Enrolment, LineItem, Role, Run, Submission, User, utc_now
from grader.db.queries import people
from grader.domain.scoring import Outcome
from grader.exam.figures import decision_plane, gradient_errors, loss_curve, shares, valley_path
from grader.exam.report import Explanation, Problem, Report, TestResult
from grader.services import accounts, courses, grades, submissions
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


def result_of(
    title: str = "The output is right.",
    outcome: Outcome = Outcome.PASSED,
    points: int = 40,
    message: str = "",
    criterion: str = "forward",
) -> TestResult:
    """Return the result of one hidden test, with all of its points if it passed."""
    earned = points if outcome is Outcome.PASSED else 0
    return TestResult(f"test_x.py::{title}", title, criterion, outcome, Decimal(earned), Decimal(points), message)


def graded(*tests: TestResult, log: str = "", explanations: tuple[Explanation, ...] = ()) -> Report:
    """Return the report of a run that ended as runs should."""
    return Report("tiny", 1, tests, explanations, log=log)


def broken(fault: str, kind: str, message: str) -> Report:
    """Return the report of a run that did not."""
    return Report("tiny", 1, error=Problem(fault, kind, message))  # type: ignore[arg-type]  # short calls


PERFECT = graded(result_of(), result_of("Every gradient is right.", points=60, criterion="gradient"))
PARTLY = graded(
    result_of("The output is right. [one sample]", points=20),
    result_of(
        "The output is right. [one class]",
        Outcome.FAILED,
        20,
        "y: expected shape (3, 1), got (3,).\n  line 4, in forward: x",
    ),
    result_of("Every gradient is right.", Outcome.TIMED_OUT, 60, "forward(x) took too long.", "gradient"),
    log="loss 0.5\nloss 0.25\n",
)
SIGN = Explanation(
    "sign",
    "Your gradient points uphill.",
    r"""Your gradient is $-\partial L / \partial W$, the negative of what is asked for.

$$
\frac{\partial L}{\partial W} = \frac{1}{N} \sum_{n=1}^{N} x_n^\top (\hat y_n - y_n)
$$

**See for yourself:** take a small step along `-grads["W"]`, and print the loss before and after.""",
    converges=False,
)
SUM = Explanation(
    "sum", "Your gradient is a sum over the samples.", "It has to be the mean: $1/N$ is left out.", converges=True
)
TAUGHT = graded(
    result_of("The output is right. [one sample]", points=20),
    replace(
        result_of("The output is right. [one class]", Outcome.FAILED, 20, "y (3, 1): relative error 1.5"),
        misconceptions=("sum", "sign"),
    ),
    replace(
        result_of(
            "Every gradient is right.",
            Outcome.FAILED,
            30,
            "gradient of W (2, 1): relative error 2\nA relative error of at most 1e-9 is allowed.",
            "gradient",
        ),
        misconceptions=("sign",),
        figures=(gradient_errors({"W": 2.0, "b": 1e-16, "c": math.nan}, 1e-9),),
    ),
    replace(
        result_of("Training converges.", Outcome.FAILED, 20, "Accuracy: 50 %, and 95 % are needed.", "gradient"),
        figures=(
            loss_curve([0.7, 0.72, 0.9, math.nan], [0.7, 0.4, 0.1, 0.02], 0.05),
            decision_plane(lambda X: X[:, 0], np.eye(2), [0, 0]),
            valley_path(lambda x, y: x**2 + y**2, np.array([[1, 1], [2, 0], [0, 3]]), np.eye(2), goal=(0, 0)),
            shares([str(bit) for bit in range(16)], range(100, 4, -6), 98.0, title="Right sums", x_label="bit"),
        ),
    ),
    replace(
        result_of("The loss is right.", points=10, criterion="gradient"), figures=(loss_curve([0.7, 0.1], [0.7, 0.2]),)
    ),
    explanations=(SIGN, SUM),
)


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
        if found := re.search(r'name="csrf_token" value="([^"]+)"', response.get_data(as_text=True)):
            self.token = found[1]
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
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            statements.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            assert visitor.get(path).status_code == 200
        finally:
            event.remove(self.engine, "before_cursor_execute", note)
        return len(statements)


def make_world(folder: Path, database_url: str) -> World:
    """Return a world whose files are in *folder*, in a migrated and empty database."""
    chosen = all_settings.load({"DATA_DIR": str(folder), "SECRET_KEY": "for tests", "DATABASE_URL": database_url})
    chosen = replace(chosen, assignments_dir=make_assignment(folder))
    sessions = make_sessions(make_engine(database_url))
    with sessions.begin() as session:
        course = courses.create_course(session, "Networks")
        instructor = User(name="Ines Instructor", email="ines@example.org")
        session.add(instructor)
        session.flush()
        courses.enrol(session, instructor, course, Role.INSTRUCTOR)
        item = courses.open_assignment(session, course, "tiny", "Tiny network")
    return World(folder, create_app(chosen, sessions), sessions, course, item, instructor)


def make_assignment(folder: Path) -> Path:
    """Write a small assignment below *folder*; return the folder of assignments."""
    tiny = folder / "assignments" / "tiny"
    (tiny / "tests").mkdir(parents=True)
    (tiny / "assignment.toml").write_text(TOML)
    (tiny / "spec.md").write_text(SPEC)
    (tiny / "starter.py").write_text("def forward(x):\n    raise NotImplementedError\n")
    (folder / "reference").mkdir()
    (folder / "reference" / "tiny.py").write_text("def forward(x):\n    return x\n")
    return folder / "assignments"
