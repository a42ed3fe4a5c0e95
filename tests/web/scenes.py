"""What a world of tests can be brought into: other rules, extensions, late work, comments, overrides."""

import shutil
from datetime import datetime
from typing import Any

from sqlalchemy import update

from grader.db.models import AuditEvent, Comment, Extension, GradeEvent, LineItem, Run, Submission, User
from grader.domain.gradebook import EventKind
from grader.services import courses, results
from tests.web.world import World


def add_item(world: World, slug: str, title: str, **rules: Any) -> LineItem:
    """Open another assignment in the course, a copy of the first one."""
    folder = world.folder / "assignments"
    if not (folder / slug).exists():
        shutil.copytree(folder / "tiny", folder / slug)
        shutil.copy(world.folder / "reference" / "tiny.py", world.folder / "reference" / f"{slug}.py")
    with world.sessions.begin() as session:
        item = courses.open_assignment(session, world.course, slug, title)
        for name, value in rules.items():
            setattr(item, name, value)
    return item


def set_rules(world: World, item: LineItem | None = None, **rules: Any) -> None:
    """Change the rules of an assignment, and what follows from them."""
    item_id = (item or world.item).id
    with world.sessions.begin() as session:
        session.execute(update(LineItem).where(LineItem.id == item_id).values(**rules))
        results.refresh(session, item_id)


def grant(world: World, student: User, due_at: datetime | None = None, extra_attempts: int = 0) -> None:
    """Grant a student an extension in the first assignment."""
    with world.sessions.begin() as session:
        granted = {"due_at": due_at, "extra_attempts": extra_attempts, "reason": "ill"}
        session.add(Extension(line_item_id=world.item.id, student_id=student.id, **granted))
        results.refresh(session, world.item.id)


def receive(world: World, submission: Submission, at: datetime) -> None:
    """Let *submission* have come in at *at*."""
    with world.sessions.begin() as session:
        session.execute(update(Submission).where(Submission.id == submission.id).values(received_at=at))
        results.refresh(session, submission.line_item_id)


def override(world: World, student: User, score: int) -> None:
    """Give a student a score by hand."""
    with world.sessions.begin() as session:
        given = {"kind": EventKind.OVERRIDDEN, "score": score, "actor_id": world.instructor.id, "reason": "secret"}
        session.add(GradeEvent(line_item_id=world.item.id, student_id=student.id, **given))
        results.refresh(session, world.item.id)


def say(world: World, submission: Submission, text: str, line: int | None = None) -> None:
    """Let the instructor comment on *submission*."""
    with world.sessions.begin() as session:
        session.add(Comment(submission_id=submission.id, author_id=world.instructor.id, line=line, text=text))


def views(world: World) -> list[AuditEvent]:
    """Return who looked at what."""
    with world.sessions() as session:
        return list(session.query(AuditEvent).where(AuditEvent.action == "viewed_submission").order_by(AuditEvent.id))


def open_run(world: World, submission: Submission) -> Run:
    """Return the newest run of *submission*."""
    with world.sessions() as session:
        return session.query(Run).where(Run.submission_id == submission.id).order_by(Run.id.desc()).first() or Run()
