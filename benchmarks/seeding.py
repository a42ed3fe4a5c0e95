"""A course as it stands at the end of a term: ``.venv/bin/python benchmarks/seeding.py FOLDER [STUDENTS [ATTEMPTS]]``.

Everybody has handed in so many attempts at each of ten assignments, and all of them are graded; some were late, some
have an override or a comment. ``DATA_DIR=FOLDER ASSIGNMENTS_DIR=FOLDER/assignments .venv/bin/grader run`` serves it.
"""

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Insert, insert
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import upgrade
from grader.db.models import (
    Base,
    Comment,
    Course,
    Enrolment,
    GradeEvent,
    JobState,
    LineItem,
    Role,
    Run,
    RunMistake,
    RunTest,
    Submission,
    User,
    utc_now,
)
from grader.domain.gradebook import EventKind
from grader.domain.scoring import Outcome
from grader.exam import assignment as assignments
from grader.exam import misconceptions
from grader.services import courses, reports, results
from grader.settings import ROOT

COPIES = 2
"""Of each assignment of the project, so that there are ten."""
TESTS = 15
ROWS = 5000
"""Inserted by one statement."""
SPAN = timedelta(days=70)
MESSAGE = "W1: the largest error is 0.0312 (relative 0.41), at (2, 1): you have 0.1074, right is 0.0762.\n" * 2
FIGURE = {
    "title": "Error of each entry of W1",
    "description": "The rows are inputs, the columns hidden units; the darkest entry has the largest error.",
    "svg": "<svg viewBox='0 0 320 160'>" + "<rect x='1' y='1' width='9' height='9'/>" * 40 + "</svg>",
    "columns": ["row", "column", "error"],
    "rows": [["2", "1", "0.0312"]] * 20,
}


def main() -> None:
    """Seed a folder."""
    folder, students, attempts = Path(sys.argv[1]), *(int(text) for text in (*sys.argv[2:], "1000", "10")[:2])
    seed(folder, students, attempts)


def seed(folder: Path, students: int, attempts: int) -> None:
    """Make *folder* with a database and ten assignments in it."""
    folder.mkdir(parents=True, exist_ok=True)
    assignments_dir = _copy_assignments(folder)
    engine = make_engine(f"sqlite:///{folder / 'grader.db'}")
    upgrade(engine)
    sessions = make_sessions(engine)
    with sessions.begin() as session:
        titles = [(slug, assignments.load(assignments_dir, slug).title) for slug in assignments.slugs(assignments_dir)]
        course, _ = courses.ensure_first_course(session, titles)
        _set_dates(course.line_items)
        items = [(item.id, item.assignment, item.due_at or utc_now()) for item in course.line_items]
    with engine.begin() as connection:
        people = _add_students(connection, course, students)
    for item_id, slug, due in items:
        term = _Term(assignments_dir, slug, due, random.Random(slug))  # noqa: S311 - the same course each time
        with engine.begin() as connection:
            _insert_all(connection, term.rows(item_id, people, attempts))
        _work_out(sessions, item_id)
    engine.dispose()


def _copy_assignments(folder: Path) -> Path:
    """Copy the project's assignments, and each of them once more under another name."""
    target = folder / "assignments"
    if not target.exists():
        (folder / "reference").mkdir()
        for slug in assignments.slugs(ROOT / "assignments"):
            for name in (slug, f"{slug}_2"):
                shutil.copytree(ROOT / "assignments" / slug, target / name)
                shutil.copy(ROOT / "reference" / f"{slug}.py", folder / "reference" / f"{name}.py")
    return target


def _set_dates(items: list[LineItem]) -> None:
    """Make the older assignments due, with late work, and leave the last one open."""
    for position, item in enumerate(items[:-1], start=1):
        item.due_at = utc_now() - SPAN + SPAN * position / len(items)
        item.closes_at = item.due_at + timedelta(days=14)
        item.late_percent_per_day = 5


def _add_students(connection: Connection, course: Course, number: int) -> list[int]:
    first = 1000
    people = list(range(first, first + number))
    users = [{"id": n, "name": f"{_name(n)}", "email": f"student{n}@example.org"} for n in people]
    connection.execute(insert(User), users)
    enrolments = [{"user_id": n, "course_id": course.id, "role": Role.STUDENT} for n in people]
    connection.execute(insert(Enrolment), enrolments)
    return people


def _name(number: int) -> str:
    first = ["Ada", "Alan", "Barbara", "Claude", "Dorothy", "Edsger", "Emmy", "Grace", "John", "Katherine"]
    last = ["Hopper", "Noether", "Turing", "Liskov", "Shannon", "Vaughan", "Dijkstra", "Lovelace", "Backus", "Johnson"]
    return f"{first[number % 10]} {last[number // 10 % 10]} {number}"


class _Term:
    """What a class hands in for one assignment, and what comes of it."""

    def __init__(self, assignments_dir: Path, slug: str, due: datetime, rng: random.Random) -> None:
        assignment = assignments.load(assignments_dir, slug)
        self._rng = rng
        self._source = assignment.reference.read_bytes()
        self._criteria = [criterion.name for criterion in assignment.criteria]
        self._mistakes = misconceptions.load(assignment)[:12]
        self._due = due
        self._first = due
        self._hardness = [rng.uniform(0.1, 0.6) for _ in range(TESTS)]

    def rows(self, item_id: int, people: list[int], attempts: int) -> Iterator[tuple[type[Base], dict[str, Any]]]:
        """Yield the rows of all attempts, each after those that it refers to."""
        number = item_id * 1_000_000
        for student in people:
            skill = self._rng.random()
            self._first = self._due - timedelta(days=self._rng.uniform(0, 7))
            for attempt in range(1, attempts + 1):
                number += 1
                yield from self._attempt(number, item_id, student, attempt, skill + 0.6 * attempt / attempts)

    def _attempt(
        self, number: int, item_id: int, student: int, attempt: int, skill: float
    ) -> Iterator[tuple[type[Base], dict[str, Any]]]:
        received = self._first + attempt * timedelta(hours=self._rng.uniform(1, 24))
        tests = [self._test(number, position, skill) for position in range(TESTS)]
        score = sum((test["points"] for test in tests), Decimal(0))
        who = {"line_item_id": item_id, "student_id": student, "attempt": attempt}
        content = self._source + f"# {number}\n".encode()
        yield Submission, {**who, "id": number, "content": content, "digest": f"{number:064x}", "received_at": received}
        yield (
            Run,
            {
                "id": number,
                "submission_id": number,
                "state": JobState.DONE,
                "owner": f"user:{student}",
                "created_at": received,
                "due": received,
                "started_at": received + timedelta(seconds=1),
                "finished_at": received + timedelta(seconds=3),
                "tries": 1,
                "score": score,
                "log": "epoch 100, loss 0.31\n" * 20,
            },
        )
        for test in tests:
            yield RunTest, test
        if score < 100:
            mistake = self._rng.choice(self._mistakes)
            told = {"misconception": mistake.slug, "title": mistake.title, "text": mistake.text}
            yield RunMistake, {"run_id": number, "position": 0, **told, "converges": True}
        graded = {"kind": EventKind.GRADED, "run_id": number, "score": score, "at": received}
        yield GradeEvent, {**who, **graded}
        if self._rng.random() < 0.02:
            yield Comment, {"submission_id": number, "author_id": 1, "line": 3, "text": "Look at the shapes here."}

    def _test(self, number: int, position: int, skill: float) -> dict[str, Any]:
        passed = skill + self._rng.uniform(-0.3, 0.3) > self._hardness[position]
        most = Decimal("6.70") if position < TESTS - 5 else Decimal("6.60")
        return {
            "run_id": number,
            "position": position,
            "name": f"test_file.py::test_{position}",
            "title": f"Question {position} is answered as it should be.",
            "criterion": self._criteria[position % len(self._criteria)],
            "outcome": Outcome.PASSED if passed else Outcome.FAILED,
            "points": most if passed else Decimal(0),
            "max_points": most,
            "message": "" if passed else MESSAGE,
            "misconceptions": [],
            "figures": [] if passed or self._rng.random() < 0.5 else [FIGURE],
            "duration_s": 0.1,
        }


def _insert_all(connection: Connection, rows: Iterator[tuple[type[Base], dict[str, Any]]]) -> None:
    """Insert *rows* in large pieces, table by table within each piece."""
    waiting: dict[type[Base], list[dict[str, Any]]] = {}
    order: list[type[Base]] = [Submission, Run, RunTest, RunMistake, GradeEvent, Comment]
    statements: dict[type[Base], Insert] = {model: insert(model) for model in order}

    def flush() -> None:
        for model in order:
            if members := waiting.pop(model, None):
                connection.execute(statements[model], members)

    for count, (model, row) in enumerate(rows, start=1):
        waiting.setdefault(model, []).append(row)
        if count % (ROWS * len(order)) == 0:
            flush()
    flush()


def _work_out(sessions: sessionmaker[Session], item_id: int) -> None:
    """Have the gradebook's cells, and ask for the figures of the class."""
    steps: list[Callable[[Session, int], None]] = [results.refresh, reports.want]
    for step in steps:
        with sessions.begin() as session:
            step(session, item_id)


if __name__ == "__main__":
    main()
