"""Writes the archive, a few attempts at a time: it takes little memory however many there are."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy.orm import Session

from grader.db.models import Course, Enrolment, LineItem, Run, Submission, User
from grader.db.queries import api, personal
from grader.db.queries import rules as all_rules
from grader.domain.visibility import Sight, sight
from grader.exam.figures import Figure, standalone
from grader.services.personal_data import elsewhere, records
from grader.services.personal_data.records import Record, View

FORMAT = 1
"""Of ``data.json``; higher when what stood there stands there no more, or means something else."""
HERE = Path(__file__).parent
AT_ONCE = 10
"""Attempts in memory."""
IN_MEMORY_BYTES = 2**23
"""What is more is kept in a temporary file."""


@dataclass(frozen=True)
class Part:
    """A course whose data an archive has, and what its student is there; None: they have left it."""

    course: Course
    enrolment: Enrolment | None


@dataclass(frozen=True)
class MadeFor:
    """Whose data an archive has, of which courses, and for whom it is made."""

    student: User
    parts: Sequence[Part]
    by_staff: bool
    now: datetime


@dataclass(frozen=True)
class _Item:
    """A line item that stands in the archive."""

    row: LineItem
    view: View
    folder: str
    """Of its attempts."""


def archive(session: Session, made_for: MadeFor) -> IO[bytes]:
    """Return the archive as a file that is open at its beginning; whoever closes it removes it."""
    made = SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - whoever is given it closes it
    with ZipFile(made, "w", ZIP_DEFLATED) as file, SpooledTemporaryFile(IN_MEMORY_BYTES) as data:
        file.write(HERE / "README.txt", "README.txt")
        _write_data(session, made_for, file, data)
        data.seek(0)
        with file.open("data.json", "w", force_zip64=True) as entry:
            while piece := data.read(2**16):
                entry.write(piece)
    made.seek(0)
    return made


def _write_data(session: Session, made_for: MadeFor, file: ZipFile, data: IO[bytes]) -> None:
    """Write ``data.json`` to *data*, and to *file* what else there is of each attempt as it comes by."""
    items = {item.row.id: item for part in made_for.parts for item in _items(session, made_for, part)}
    head: Record = {
        "format": FORMAT,
        "made_at": records.moment(made_for.now),
        "account": records.account(made_for.student) | _connections(session, made_for),
    }
    head["courses"] = [_course(session, made_for, each) for each in made_for.parts]
    head["assignments"] = _assignments(session, made_for.student, list(items.values()))
    data.write(json.dumps(head, indent=1, ensure_ascii=False)[:-2].encode() + b',\n "attempts": [')
    for number, record in enumerate(_attempts(session, made_for.student, items, file)):
        data.write(b",\n" if number else b"\n")
        data.write(json.dumps(record, indent=1, ensure_ascii=False).encode())
    data.write(b"\n ]\n}\n")


def _items(session: Session, made_for: MadeFor, part: Part) -> Iterator[_Item]:
    """Return the line items of a course that the archive's reader may see, and how much of them."""
    all_items = personal.line_items(session, part.course.id)
    is_staff = part.enrolment is not None and part.enrolment.role.is_staff
    rules = all_rules.of_student(session, made_for.student.id, all_items)
    of_course = "" if made_for.by_staff else f"course-{part.course.id}/"
    for item in all_items:
        last_moment, is_told = rules[item.id].last_moment, item.are_scores_shown
        seen = sight(item.tests_shown, last_moment, made_for.now, are_scores_shown=is_told)
        view = View(results=seen is not Sight.HIDDEN, tests=seen is Sight.FULL)
        if made_for.by_staff or is_staff:
            view = View(results=True, tests=True, internal=made_for.by_staff)
        elif not item.is_published:
            continue
        yield _Item(item, view, f"{of_course}attempts/{item.assignment}")


def _connections(session: Session, made_for: MadeFor) -> Record:
    """Return who the student is elsewhere; staff learn that of systems that the course is connected with, no more."""
    user_id = made_for.student.id
    if made_for.by_staff:
        courses = [part.course.id for part in made_for.parts]
        found = [each for course_id in courses for each in personal.identities(session, user_id, course_id)]
        return {"identities": [elsewhere.identity(each) for each in found]}
    return {
        "identities": [elsewhere.identity(each) for each in personal.identities(session, user_id)],
        "api_tokens": [elsewhere.api_token(each) for each in api.tokens_of(session, user_id)],
        "launches": [elsewhere.launch(each) for each in personal.launches(session, user_id)],
    }


def _course(session: Session, made_for: MadeFor, part: Part) -> Record:
    of_course = made_for.student.id, part.course.id
    seen = personal.audit_events(session, *of_course)
    record = records.course(part.course, part.enrolment, seen, internal=made_for.by_staff)
    record["messages"] = [elsewhere.message(each) for each in personal.messages(session, *of_course)]
    record["notices"] = [elsewhere.notice(each) for each in personal.notices(session, *of_course)]
    return record


def _assignments(session: Session, student: User, items: Sequence[_Item]) -> list[Record]:
    ids = [item.row.id for item in items]
    results = personal.results(session, student.id, ids)
    extensions = personal.extensions(session, student.id, ids)
    events = personal.grade_events(session, student.id, ids)
    told = _told(session, student, [item.row.id for item in items if item.view.results])
    return [
        records.line_item(
            item.row,
            item.view,
            results.get(item.row.id),
            extensions.get(item.row.id),
            [each for each in events if each.line_item_id == item.row.id],
        )
        | told.get(item.row.id, {})
        for item in items
    ]


def _told(session: Session, student: User, ids: Sequence[int]) -> dict[int, Record]:
    """Return what other systems were told of the student's scores, by line item."""
    posted = personal.posted_grades(session, student.id, ids)
    sent = personal.passbacks(session, student.id, ids)
    return {
        id_: {
            "posted": elsewhere.posted(posted.get(id_)),
            "passbacks": [elsewhere.passback(each) for each in sent if each.resource_link.line_item_id == id_],
        }
        for id_ in ids
    }


def _attempts(session: Session, student: User, items: dict[int, _Item], file: ZipFile) -> Iterator[Record]:
    last = 0
    while found := personal.attempts(session, student.id, list(items), after=last, limit=AT_ONCE):
        said = personal.comments(session, [each.id for each in found])
        for each in found:
            runs = _write_attempt(file, each, items[each.line_item_id])
            yield records.attempt(each, runs, [comment for comment in said if comment.submission_id == each.id])
        last = found[-1].id


def _write_attempt(file: ZipFile, submission: Submission, item: _Item) -> list[Record]:
    """Write the files of an attempt; return its runs, the last one with its files in the attempt's own folder."""
    folder = f"{item.folder}/{submission.attempt}"
    if not submission.erased_at:
        file.writestr(f"{folder}/solution.py", submission.content)
    runs = [run for run in submission.runs if item.view.internal or not run.is_trial]
    if item.view.results and item.view.tests:
        for number, run in enumerate(runs, start=1):
            _write_run(file, run, folder if number == len(runs) else f"{folder}/run-{number}")
    return [records.run(run, item.view) for run in runs]


def _write_run(file: ZipFile, run: Run, folder: str) -> None:
    if run.log:
        file.writestr(f"{folder}/log.txt", run.log)
    figures = [(test.position + 1, figure) for test in run.tests for figure in test.figures]
    for number, (position, figure) in enumerate(figures, start=1):
        drawing = standalone(Figure.from_json(figure))
        file.writestr(f"{folder}/figures/{number:02}-test-{position:02}.svg", drawing)
