"""The rules of line items, with what single students are granted."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from grader.db.models import Extension, LineItem
from grader.domain.rules import Rules


def of_everybody(line_item: LineItem) -> Rules:
    """Return the rules of a line item without any extension."""
    return Rules(
        line_item.opens_at,
        line_item.due_at,
        line_item.closes_at,
        line_item.late_percent_per_day,
        line_item.max_attempts,
        timedelta(seconds=line_item.cool_down_s),
    )


def of_student(session: Session, student_id: int, line_items: list[LineItem]) -> dict[int, Rules]:
    """Return what holds for a student, by line item."""
    asked = Extension.student_id == student_id, Extension.line_item_id.in_([item.id for item in line_items])
    extensions = {each.line_item_id: each for each in session.scalars(select(Extension).where(*asked))}
    return {item.id: extended(item, extensions.get(item.id)) for item in line_items}


def of_students(session: Session, line_item: LineItem, student_id: int | None = None) -> dict[int, Rules]:
    """Return what holds for those students who have an extension, by student; only for one of them, if told so."""
    found = select(Extension).where(Extension.line_item_id == line_item.id)
    found = found if student_id is None else found.where(Extension.student_id == student_id)
    return {each.student_id: extended(line_item, each) for each in session.scalars(found)}


def extended(line_item: LineItem, extension: Extension | None) -> Rules:
    """Return the rules of a line item with an extension, if there is one."""
    rules = of_everybody(line_item)
    return rules.extended(extension.due_at, extension.extra_attempts) if extension else rules
