"""A student who has everything that one can have, and a look for what is left of it."""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Engine, Table, func, select, type_coerce, update
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.types import NullType

from grader.db.models import (
    Base,
    Comment,
    Course,
    Extension,
    GradeEvent,
    JobState,
    LineItem,
    Role,
    Run,
    SignInMail,
    SimilarityReport,
    SimilarPair,
    Submission,
    User,
    utc_now,
)
from grader.domain.gradebook import EventKind
from grader.domain.scoring import Outcome
from grader.exam.figures import loss_curve
from grader.exam.report import Explanation, Report, TestResult
from grader.services import accounts, audit, courses, erasure, grades, results, submissions
from grader.services.audit import Action

TABLES = Base.metadata.sorted_tables
SECRETS = ["Zoë Quintessa", "quintessa@example.org", "secret_of_zoe", "printed_by_zoe", "said_of_zoe", "reason_of_zoe"]
NAME, EMAIL, CODE, LOG, SAID, REASON = SECRETS
SOURCE = f"def forward(x):\n    return '{CODE}'\n".encode()


@dataclass
class Class:
    """A course with Zoë, who has everything that a student can have, and Ben beside her."""

    sessions: sessionmaker[Session]
    course: Course
    item: LineItem
    teacher: User
    zoe: User
    ben: User
    graded: Submission
    waiting: Submission

    def erase(self, **changed: Any) -> User:
        """Erase Zoë."""
        asked = {"email": EMAIL, "now": utc_now(), **changed}
        actor = asked.pop("actor", self.teacher)
        with self.sessions.begin() as session:
            return erasure.erase(session, actor, self.course.id, asked.pop("user_id", self.zoe.id), **asked)

    def lease(self, submission: Submission) -> int:
        """Have the newest run of a submission under way; return its id."""
        with self.sessions.begin() as session:
            run_id = session.scalar(select(func.max(Run.id)).where(Run.submission_id == submission.id))
            leased = {"token": "t", "started_at": utc_now(), "due": utc_now() + timedelta(minutes=1)}
            session.execute(update(Run).where(Run.id == run_id).values(leased))
        assert run_id
        return run_id

    def record(self, run_id: int, report: Report) -> bool:
        """Record a report, as the worker does."""
        with self.sessions.begin() as session:
            return grades.record(session, run_id, "t", report, utc_now())

    def submit(self, student: User, content: bytes, course_item: LineItem | None = None) -> Submission:
        """Hand in."""
        with self.sessions.begin() as session:
            return submissions.submit(session, student, (course_item or self.item).id, content, max_kib=256)


FAILED = TestResult(
    "test_x.py::x",
    "It is right.",
    "forward",
    Outcome.FAILED,
    Decimal(0),
    Decimal(100),
    f"got {SAID}",
    misconceptions=("sign",),
    figures=(loss_curve([0.5, 0.1], [0.5, 0.2]),),
)


REPORT = Report("tiny", 7, (FAILED,), (Explanation("sign", "A wrong sign", SAID, converges=None),), log=LOG)


def full_class(sessions: sessionmaker[Session]) -> Class:
    """Return the course, with all of it."""
    with sessions.begin() as session:
        course = courses.create_course(session, "Networks")
        teacher = User(name="Ida", email="ida@example.org")
        zoe, ben = User(name=NAME, email=EMAIL, time_zone="Europe/Oslo"), User(name="Ben", email="ben@example.org")
        session.add_all([teacher, zoe, ben])
        session.flush()
        for person, role in ((teacher, Role.INSTRUCTOR), (zoe, Role.STUDENT), (ben, Role.STUDENT)):
            courses.enrol(session, person, course, role)
        item = courses.open_assignment(session, course, "tiny", "Tiny network")
        accounts.set_password(session, zoe, "a password")
        accounts.issue_sign_in_link(session, zoe, timedelta(hours=1))
        session.add(SignInMail(user_id=zoe.id, error_message=f"{EMAIL} is unknown"))
    made = Class(sessions, course, item, teacher, zoe, ben, None, None)  # type: ignore[arg-type]  # filled in below
    made.graded = made.submit(zoe, SOURCE)
    bens = made.submit(ben, b"x = 1")
    assert made.record(made.lease(made.graded), REPORT)
    assert made.record(made.lease(bens), Report("tiny", 8, (replace(FAILED, message=""),)))
    made.waiting = made.submit(zoe, SOURCE + b"#")
    with sessions.begin() as session:
        where: dict[str, Any] = {"line_item_id": item.id, "student_id": zoe.id}
        session.add(Comment(submission_id=made.graded.id, author_id=teacher.id, text=SAID))
        session.add(Comment(submission_id=bens.id, author_id=teacher.id, text=f"Is this {NAME}'s? Or {EMAIL.upper()}?"))
        session.add(Extension(**where, reason=REASON))
        by_hand = {"kind": EventKind.OVERRIDDEN, "score": Decimal(90), "actor_id": teacher.id}
        session.add(GradeEvent(**where, **by_hand, reason=REASON))
        results.refresh(session, item.id, zoe.id)
        audit.note(session, teacher, course.id, Action.OVERRODE_SCORE, "x", student_id=zoe.id, reason=REASON)
        target, told = f"Tiny network, beside that of {NAME}", {"people": {EMAIL: [NAME, 3]}}
        audit.note(session, teacher, course.id, Action.VIEWED_COMPARISON, target, student_id=ben.id, **told)
        report = SimilarityReport(line_item_id=item.id, state=JobState.DONE, finished_at=utc_now())
        session.add(report)
        session.flush()
        shares = {"left_share": 1.0, "right_share": 1.0, "position": 0}
        session.add(SimilarPair(report_id=report.id, left_id=bens.id, right_id=made.graded.id, **shares))
    return made


def dump(engine: Engine) -> str:
    """Return all rows of all tables, as they are stored."""
    with engine.connect() as connection:
        tables = [connection.execute(table.select().with_only_columns(*_raw(table))).all() for table in TABLES]
    return "\n".join(repr([_plain(value) for value in row]) for rows in tables for row in rows)


def _raw(table: Table) -> list[ColumnElement[Any]]:
    """Return the columns without what SQLAlchemy makes of them."""
    return [type_coerce(column, NullType()) for column in table.columns]


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def found(engine: Engine) -> list[str]:
    """Return which secrets stand in any table, as they are or as JSON writes them."""
    everything = dump(engine).lower()
    written = {secret: json.dumps(secret)[1:-1].replace("\\", "\\\\") for secret in SECRETS}
    return [each for each in SECRETS if each.lower() in everything or written[each].lower() in everything]
