"""A course full of students who hand in, and what became of it all."""

import random
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from grader.db.models import Course, LineItem
from tests.faults import files
from tests.faults.setups import Setup
from tests.faults.storm import Storm
from tests.faults.students import Student, Told
from tests.faults.tally import Progress, Tally, progress, tally

STUDENTS = 20
EACH = 10
BACKLOG = 60
"""So many are let in at once, and the others bit by bit while it storms: some are left for every fault."""
CALM_S = 400


class Crowd:
    """Students of a set-up, each of whom may hand in *EACH* times, and does."""

    def __init__(self, setup: Setup, students: int = STUDENTS, each: int = EACH) -> None:
        self.told: list[Told] = []
        self._setup = setup
        self._each = each
        self._let_in: Queue[str] = Queue()
        """The kinds of files that may be handed in, by whoever comes first."""
        self._known = Progress(0, 0)
        with setup.sessions().begin() as session:
            line_item = session.scalars(select(LineItem).where(LineItem.assignment == files.ASSIGNMENT)).one()
            line_item.max_attempts = each
            self._line_item_id = line_item.id
            code = session.get_one(Course, line_item.course_id).join_code
        self._students = [Student(setup.web.address) for _ in range(students)]
        for student in self._students:
            student.join(code)

    def hand_in(self, kind: str) -> None:
        """Have the first student hand in one file of a kind."""
        self._hand_in(self._students[0], kind)

    def ride_out(self, storm: Storm, seed: int, times: int) -> None:
        """Let everybody hand in while every fault of *storm* happens so many *times*."""
        chance = random.Random(seed)
        kinds = [chance.choice(list(files.FILES)) for _ in range(len(self._students) * self._each)]
        with ThreadPoolExecutor(len(self._students) + 1) as threads:
            handing_in = [threads.submit(self._hand_in_all, student) for student in self._students]
            raging = threads.submit(storm.rage, times)
            for number, kind in enumerate(kinds):
                while number > BACKLOG + storm.share(times) * (len(kinds) - BACKLOG) and not raging.done():
                    time.sleep(0.1)
                self._let_in.put(kind)
            raging.result()
            self._setup.calm()
            for each in handing_in:
                each.result()

    def progress(self) -> Progress:
        """Return how many are graded and how many not; as last known, when the database cannot say."""
        self._ask()
        return self._known

    def _ask(self) -> bool:
        """Ask the database how far all is; False: it does not answer."""
        try:
            with self._setup.sessions()() as session:
                self._known = progress(session, [student.email for student in self._students])
        except SQLAlchemyError:
            return False
        return True

    def tally(self, faults: Mapping[str, int] | None = None) -> Tally:
        """Wait until nothing is open any more or patience ends, let the students go, and say what became of it all."""
        end = time.monotonic() + CALM_S
        while not (self._ask() and self._known.open == 0) and time.monotonic() < end:
            time.sleep(0.2)
        with self._setup.sessions()() as session:
            found = tally(self._setup.name, session, self.told, self._each)
        refusals = sum((student.refusals for student in self._students), Counter[str]())
        found.numbers["refused or not answered, and handed in again"] = refusals.total()
        found.faults = faults or {}
        for student in self._students:
            student.close()
        return found

    def _hand_in_all(self, student: Student) -> None:
        for _ in range(self._each):
            self._hand_in(student, self._let_in.get(timeout=CALM_S))

    def _hand_in(self, student: Student, kind: str) -> None:
        submission_id = student.hand_in(self._line_item_id, files.content(kind))
        self.told.append(Told(submission_id, student.email, kind))
