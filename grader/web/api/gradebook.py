"""The gradebook: students by assignments."""

from typing import Any

from marshmallow import fields

from grader.db.models import JobState, User
from grader.db.queries import api, grade_table
from grader.db.queries.grade_table import Cell
from grader.domain.scopes import Scope
from grader.services import audit
from grader.services.access import require_staff
from grader.web.api import bearer
from grader.web.api.courses import COURSE
from grader.web.api.fields import Points, Sent
from grader.web.api.lists import Asked, Part, list_of, part, window_of
from grader.web.api.section import Section
from grader.web.database import reading, writing

gradebook = Section("Gradebook", "The scores that count; for staff.")


class CellTold(Sent):
    """What there is of a student in an assignment."""

    line_item_id = fields.Integer(required=True)
    score = Points(required=True, allow_none=True, metadata={"description": "What counts; null: nothing is graded."})
    late_percent = fields.Integer(required=True)
    is_overridden = fields.Boolean(required=True, metadata={"description": "It was given by hand."})
    latest_submission_id = fields.Integer(required=True, allow_none=True)
    state = fields.Enum(
        JobState, by_value=True, required=True, allow_none=True, metadata={"description": "Of the newest attempt."}
    )


class Row(Sent):
    """A student, and the cells in which there is something."""

    student_id = fields.Integer(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    cells = fields.List(fields.Nested(CellTold), required=True)


@gradebook.operation(f"/courses/{COURSE}/gradebook", scope=Scope.READ_GRADES, answer=list_of(Row), query=Asked)
def read_gradebook(asked: dict[str, Any], course_id: int) -> Part:
    """Read the gradebook of a course, so many students at a time.

    That it was read is written down, once an hour.
    """
    course = require_staff(reading(), bearer.person(), course_id)
    if not audit.is_reading_noted(reading(), bearer.person(), course):
        with writing() as session:
            audit.note_reading(session, bearer.person(), course)
    window = window_of(asked)
    found = api.students(reading(), course_id, window)
    cells = grade_table.cells(reading(), course_id, [each.id for each in found])
    return part(found, window, lambda each: _row(each, cells.get(each.id, {})), id_name="student_id")


def _row(student: User, cells: dict[int, Cell]) -> dict[str, Any]:
    told = [_cell(line_item_id, cell) for line_item_id, cell in sorted(cells.items())]
    return {"student_id": student.id, "name": student.name, "email": student.email, "cells": told}


def _cell(line_item_id: int, cell: Cell) -> dict[str, Any]:
    names = "score", "late_percent", "is_overridden", "state"
    its = {name: getattr(cell, name) for name in names}
    return {**its, "line_item_id": line_item_id, "latest_submission_id": cell.submission_id}
