"""Keeps the gradebook's cells true: each is its grade events and rules, folded anew when one of them changed."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from grader.db.models import GradeEvent, LineItem, Result, Submission
from grader.db.queries import rules as all_rules
from grader.domain.gradebook import Event, fold
from grader.domain.rules import Rules
from grader.services import announcing

TAKE_TURNS = {"key_share": True}
"""Who writes all cells of a line item takes turns; who refers to it meanwhile need not wait."""


def take_turns(session: Session, line_item_id: int) -> LineItem:
    """Return a line item whose cells nobody else writes until the end of the transaction."""
    return session.get_one(LineItem, line_item_id, with_for_update=TAKE_TURNS, populate_existing=True)


def refresh(session: Session, line_item_id: int, student_id: int | None = None) -> None:
    """Write the cell of one student anew, or those of all students of a line item; tell what is another one now."""
    session.flush()
    if student_id is None:
        line_item = take_turns(session, line_item_id)
    else:
        line_item = _take_turns_at_a_cell(session, line_item_id, student_id)
    events = _events(session, line_item_id, student_id)
    handed_in = _handed_in(session, line_item_id, student_id)
    old = delete(Result).where(*_asked(Result, line_item_id, student_id)).returning(Result.student_id, Result.score)
    before = {row[0]: row[1] for row in session.execute(old)}
    rows = _rows(line_item, all_rules.of_students(session, line_item, student_id), events, handed_in)
    if rows:
        session.execute(insert(Result), rows)
    if any(row["score"] != before.get(row["student_id"]) for row in rows):
        announcing.grades(session, line_item, student_id)


def _take_turns_at_a_cell(session: Session, line_item_id: int, student_id: int) -> LineItem:
    """Return a line item; until the end of the transaction nobody else writes this cell of it, or all cells.

    A class that hands in within a minute would wait long if each waited for all others.
    """
    line_item = session.get_one(LineItem, line_item_id, with_for_update={"read": True}, populate_existing=True)
    its = select(Submission.id).where(*_asked(Submission, line_item_id, student_id)).order_by(Submission.attempt)
    session.scalar(its.limit(1).with_for_update(key_share=True))
    return line_item


def _rows(
    line_item: LineItem,
    granted: Mapping[int, Rules],
    events: Mapping[int, list[Event]],
    handed_in: Mapping[int, list[Any]],
) -> list[dict[str, Any]]:
    everybody = all_rules.of_everybody(line_item)
    rows = []
    for student_id in sorted(events.keys() | handed_in.keys()):
        rules, attempts = granted.get(student_id, everybody), handed_in.get(student_id, [])
        late = {row.attempt: rules.late_percent(row.received_at) for row in attempts}
        counted = fold(events.get(student_id, []), line_item.counting, late)
        rows.append(
            {
                "line_item_id": line_item.id,
                "student_id": student_id,
                "attempts": len(attempts),
                "latest_submission_id": attempts[-1].id if attempts else None,
                "score": counted.score,
                "earned": counted.earned,
                "late_percent": counted.late_percent,
                "is_overridden": counted.is_overridden,
                "counting_attempt": counted.attempt,
                "counting_run_id": counted.run_id,
            }
        )
    return rows


def _events(session: Session, line_item_id: int, student_id: int | None) -> dict[int, list[Event]]:
    columns = GradeEvent.student_id, GradeEvent.kind, GradeEvent.score, GradeEvent.attempt, GradeEvent.run_id
    asked = _asked(GradeEvent, line_item_id, student_id)
    events = defaultdict(list)
    for row in session.execute(select(*columns).where(*asked).order_by(GradeEvent.id)):
        events[row.student_id].append(Event(row.kind, row.score, row.attempt, row.run_id))
    return events


def _handed_in(session: Session, line_item_id: int, student_id: int | None) -> dict[int, list[Any]]:
    columns = Submission.student_id, Submission.id, Submission.attempt, Submission.received_at
    asked = _asked(Submission, line_item_id, student_id)
    attempts = defaultdict(list)
    for row in session.execute(select(*columns).where(*asked).order_by(Submission.attempt)):
        attempts[row.student_id].append(row)
    return attempts


def _asked(
    model: type[GradeEvent | Result | Submission], line_item_id: int, student_id: int | None
) -> list[ColumnElement[bool]]:
    of_item = model.line_item_id == line_item_id
    return [of_item] if student_id is None else [of_item, model.student_id == student_id]
