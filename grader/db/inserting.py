"""Inserting what another transaction may insert at the same time."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.db.models import Base


def try_insert(session: Session, *rows: Base) -> bool:
    """Insert *rows*; False, and nothing is inserted: somebody else was first, whose rows can be read by now."""
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        return False
    return True
