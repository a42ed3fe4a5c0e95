"""How long a student waits: the same hidden tests bare in one warm process, in the sandbox, and from upload to grade.

Run it with: .venv/bin/python benchmarks/upload_to_grade.py
"""

import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session, sessionmaker

from grader import settings
from grader.db.engine import make_engine, make_sessions
from grader.db.migrate import upgrade
from grader.db.models import JobState, Run, User
from grader.exam import assignment as assignments
from grader.exam.trial import run_trial
from grader.grading import Grader
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.tasks import Grading
from grader.services import accounts, courses, submissions
from grader.settings import Settings

REPEATS = 5


def main() -> None:
    """Print a table of medians."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = replace(settings.load({"DATA_DIR": folder}), slots=1)
        sessions = make_sessions(make_engine(chosen.database_url))
        upgrade(make_engine(chosen.database_url))
        grader = Grader(chosen)
        grader.prepare()
        queue = Queue(chosen, sessions, [Kind(Run, Grading(sessions, grader, chosen.secret_key))])
        host = Host(queue, Path(folder) / "worker.lock", slots=1)
        host.start()
        table = Table("assignment", "bare", "sandbox", "upload to grade", "ratio", title=_machine())
        for slug in assignments.slugs(chosen.assignments_dir):
            table.add_row(slug, *_figures(chosen, sessions, grader, slug))
        Console().print(table)
        host.stop(10)
        grader.close()


def _machine() -> str:
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, seconds, median of {REPEATS}"


def _figures(chosen: Settings, sessions: sessionmaker[Session], grader: Grader, slug: str) -> list[str]:
    exam = assignments.load(chosen.assignments_dir, slug)
    source = exam.reference.read_bytes()
    run_trial(exam, exam.reference, 0)
    bare = _median(lambda: run_trial(exam, exam.reference, 0))
    boxed = _median(lambda: grader.grade(slug, source, 0))
    student, line_item_id = _student(sessions, slug, exam.title)
    whole = _median(lambda: _upload(sessions, student, line_item_id, source))
    return [f"{bare:.2f}", f"{boxed:.2f}", f"{whole:.2f}", f"{whole / bare:.2f}"]


def _median(act: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _student(sessions: sessionmaker[Session], slug: str, title: str) -> tuple[User, int]:
    with sessions.begin() as session:
        course = courses.create_course(session, slug)
        line_item = courses.open_assignment(session, course, slug, title)
        return accounts.register(session, course.join_code, "S", f"{slug}@example.org", "a long password"), line_item.id


def _upload(sessions: sessionmaker[Session], student: User, line_item_id: int, source: bytes) -> None:
    with sessions.begin() as session:
        run_id = submissions.submit(session, student, line_item_id, source, max_kib=256).runs[0].id
    while True:
        with sessions() as session:
            if session.get_one(Run, run_id).state is not JobState.OPEN:
                return
        time.sleep(0.01)


if __name__ == "__main__":
    main()
