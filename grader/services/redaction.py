"""Takes the name of somebody out of what staff wrote about others: the audit log, reasons, comments."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from grader.db.models import AuditEvent, Comment, Extension, GradeEvent, Regrade
from grader.db.queries import forgetting
from grader.domain.pseudonyms import Renaming

TEXTS: list[tuple[type[Any], list[str]]] = [
    (AuditEvent, ["target", "detail"]),
    (Comment, ["text"]),
    (Extension, ["reason"]),
    (GradeEvent, ["reason"]),
    (Regrade, ["reason"]),
]


def take_out(session: Session, renaming: Renaming, course_id: int | None) -> int:
    """Rename in the texts of a course, or in those of all courses; return in how many rows."""
    changes = list(_changes(session, renaming, course_id))
    for row, column, renamed in changes:
        setattr(row, column, renamed)
    session.flush()
    return len({row for row, _, _ in changes})


def count(session: Session, renaming: Renaming, course_id: int | None) -> int:
    """Return in how many rows :func:`take_out` would rename."""
    return len({row for row, _, _ in _changes(session, renaming, course_id)})


def _changes(session: Session, renaming: Renaming, course_id: int | None) -> Iterator[tuple[Any, str, Any]]:
    for model, columns in TEXTS:
        for row in forgetting.naming(session, model, columns, renaming.names, course_id):
            for column in columns:
                text = getattr(row, column)
                renamed = renaming.of_data(text)
                if renamed != text:
                    yield row, column, renamed
