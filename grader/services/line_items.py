"""Assignments in a course: which there are, in which order, and by which rules."""

import hashlib
from typing import Any

from sqlalchemy.orm import Session

from grader.db.models import Course, LineItem, User
from grader.db.queries import grade_table
from grader.db.queries import line_items as queries
from grader.domain.item_rules import ItemRules
from grader.errors import Refused
from grader.services import announcing, audit, courses, reports, results
from grader.services.access import require_instructor, staff_line_item
from grader.services.audit import Action

MOVE_SCORES = {"due_at", "late_percent_per_day", "counting"}
"""Rules that a score is worked out by."""

SHOW_SCORES = {"is_published", "are_scores_shown"}
"""Rules by which students see a score."""


class ChangedMeanwhile(Refused):
    """Somebody else saved other settings since these were looked at."""


def rules_of(line_item: LineItem) -> ItemRules:
    """Return the settings of a line item."""
    return ItemRules(
        line_item.title,
        line_item.is_published,
        line_item.opens_at,
        line_item.due_at,
        line_item.closes_at,
        line_item.late_percent_per_day,
        line_item.max_attempts,
        line_item.cool_down_s,
        line_item.counting,
        line_item.tests_shown,
        line_item.are_scores_shown,
    )


def version_of(rules: ItemRules) -> str:
    """Return a mark that other settings do not have."""
    return hashlib.sha256(repr(rules).encode()).hexdigest()[:16]


def in_turn(session: Session, actor: User, line_item_id: int) -> LineItem:
    """Return a line item to an instructor, as it is now, and hold it until the end of the transaction.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item.
        NotAllowed: the actor is no instructor of the course.

    """
    staff_line_item(session, actor, line_item_id, change=True)
    return session.get_one(LineItem, line_item_id, with_for_update=results.TAKE_TURNS, populate_existing=True)


def change(session: Session, actor: User, line_item_id: int, rules: ItemRules, seen: str) -> int | None:
    """Give a line item other settings; return how many scores changed by it, or None if none could.

    *seen* is the version of the settings that the actor looked at.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item.
        NotAllowed: the actor is no instructor of the course.
        Refused: a setting breaks a rule.
        ChangedMeanwhile: the settings are not those that the actor looked at.

    """
    item = in_turn(session, actor, line_item_id)
    before = rules_of(item)
    if problems := rules.problems():
        raise Refused(" ".join(problems.values()))
    names = before.changes(rules)
    if names and version_of(before) != seen:
        raise ChangedMeanwhile("The settings were changed while you were here.")
    for name in names:
        setattr(item, name, getattr(rules, name))
    if names:
        detail: dict[str, Any] = {"before": before.plain(names), "after": rules.plain(names)}
        audit.note(session, actor, item.course_id, Action.CHANGED_SETTINGS, item.title, line_item_id=item.id, **detail)
    changed = _scores_changed(session, item) if MOVE_SCORES.intersection(names) else None
    if SHOW_SCORES.intersection(names):
        announcing.grades(session, item)
    return changed


def add(session: Session, actor: User, course_id: int, slug: str, title: str) -> LineItem:
    """Return the line item of an assignment in a course; a new one is hidden until its dates are right.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no instructor of it.

    """
    course = require_instructor(session, actor, course_id)
    last = max((item.id for item in queries.of_course(session, course_id)), default=0)
    item = courses.open_assignment(session, course, slug, title)
    if item.id > last:
        item.is_published = False
        item.problem = queries.problem_of(session, slug)
        audit.note(session, actor, course_id, Action.CHANGED_SETTINGS, title, after={"added": slug})
    return item


def move(session: Session, actor: User, line_item_id: int, by: int) -> LineItem:
    """Move a line item one place up (-1) or down (1) in its course; the first and the last stay where they are.

    Raises:
        NotFound: the actor is not in the course, or there is no such line item.
        NotAllowed: the actor is no instructor of the course.

    """
    item = staff_line_item(session, actor, line_item_id, change=True)
    session.get_one(Course, item.course_id, with_for_update=results.TAKE_TURNS, populate_existing=True)
    session.expire(item)
    ordered = queries.of_course(session, item.course_id)
    place = ordered.index(item)
    other = place + (1 if by > 0 else -1)
    if not 0 <= other < len(ordered):
        return item
    ordered[place], ordered[other] = ordered[other], ordered[place]
    for position, each in enumerate(ordered, start=1):
        each.position = position
    order = {"before": place + 1, "after": other + 1}
    audit.note(session, actor, item.course_id, Action.CHANGED_SETTINGS, f"{item.title}: place in the list", **order)
    return item


def _scores_changed(session: Session, item: LineItem) -> int:
    before = grade_table.scores(session, item.id)
    results.refresh(session, item.id)
    reports.want(session, item.id)
    after = grade_table.scores(session, item.id)
    return sum(before.get(student_id) != score for student_id, score in after.items())
