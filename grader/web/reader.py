"""What one reader may know of a student's work in one assignment."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from grader.db.models import LineItem, Role
from grader.db.queries import rules as all_rules
from grader.domain.rules import Rules
from grader.domain.visibility import Sight, sight


@dataclass(frozen=True)
class Reader:
    """A reader before a student's work."""

    is_staff: bool
    rules: Rules
    """What holds for the student."""
    sight: Sight


def reader_of(session: Session, item: LineItem, student_id: int, role: Role, now: datetime) -> Reader:
    """Return what who is *role* in the course may know; staff see everything."""
    rules = all_rules.of_student(session, student_id, [item])[item.id]
    seen = sight(item.tests_shown, rules.last_moment, now, are_scores_shown=item.are_scores_shown)
    return Reader(role.is_staff, rules, Sight.FULL if role.is_staff else seen)
