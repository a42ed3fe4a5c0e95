"""200 submissions while everything breaks: each that a student was told is received has exactly one final grade."""

import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Queue

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from grader.db.models import Course, LineItem
from tests.faults import files
from tests.faults.setups import Setup
from tests.faults.storm import Storm
from tests.faults.students import Student, Told
from tests.faults.tally import Tally, open_runs, tally

STUDENTS = 20
EACH = 10
TIMES = 2
"""Every kind of fault happens so often."""
AT_FIRST = 40
"""So many are handed in at once; the others while it storms."""
CALM_S = 240


@dataclass
class Crowd:
    """Students who hand in when they are let."""

    setup: Setup
    students: list[Student]
    line_item_id: int
    seed: int

    def __post_init__(self) -> None:
        self.told: list[Told] = []
        self.allowed: Queue[str] = Queue()
        """What may be handed in next, by anybody."""
        self._known_open = 0

    def hand_in(self, student: Student) -> None:
        """Hand in what may be handed in, as often as everybody should."""
        for number in range(EACH):
            kind = self.allowed.get(timeout=CALM_S)
            content = files.content(kind, number)
            submission_id = student.hand_in(self.line_item_id, content)
            self.told.append(Told(submission_id, student.email, kind))

    def in_flight(self) -> int:
        """Return how many have been handed in and not graded; as last known, when the database cannot say."""
        try:
            with self.setup.sessions()() as session:
                self._known_open = open_runs(session)
        except SQLAlchemyError:
            pass
        return self._known_open


def gather(setup: Setup, seed: int) -> Crowd:
    """Have students in a course with one assignment that may be handed in *EACH* times."""
    with setup.sessions().begin() as session:
        line_item = session.scalars(select(LineItem).where(LineItem.assignment == files.ASSIGNMENT)).one()
        line_item.max_attempts = EACH
        code = session.get_one(Course, line_item.course_id).join_code
    students = [Student(setup.web.address, number) for number in range(STUDENTS)]
    for student in students:
        student.join(code)
    return Crowd(setup, students, line_item.id, seed)


def weather(setup: Setup, crowd: Crowd, storm: Storm) -> None:
    """Let everybody hand in while it storms, and wait until it is calm and nothing is open any more."""
    chance = random.Random(crowd.seed)
    kinds = [chance.choice(list(files.FILES)) for _ in range(STUDENTS * EACH)]
    for kind in kinds[:AT_FIRST]:
        crowd.allowed.put(kind)
    with ThreadPoolExecutor(STUDENTS + 2) as threads:
        handing_in = [threads.submit(crowd.hand_in, student) for student in crowd.students]
        raging = threads.submit(storm.rage, TIMES, crowd.in_flight)
        for kind in kinds[AT_FIRST:]:
            while crowd.in_flight() > AT_FIRST and not raging.done():
                time.sleep(0.2)
            crowd.allowed.put(kind)
            time.sleep(0 if raging.done() else 0.3)
        raging.result()
        setup.calm()
        for each in handing_in:
            each.result()
    end = time.monotonic() + CALM_S
    while crowd.in_flight() and time.monotonic() < end:
        time.sleep(0.5)


def final(setup: Setup, crowd: Crowd, storm: Storm) -> Tally:
    """Return what became of it, after a restart in which leftovers are removed."""
    setup.restart_and_stop()
    with setup.sessions()() as session:
        found = tally(setup.name, session, crowd.told, EACH)
    found.wrong["containers, temporary files and exam processes left"] = len(setup.left_over())
    refusals = sum((student.refusals for student in crowd.students), Counter())
    found.numbers["tries that were refused or not answered, and made again"] = refusals.total()
    found.faults = storm.happened
    return found


def test_what_was_received_is_graded_once(setup: Setup, tallies: list[Tally]) -> None:
    seed = int(os.environ.get("FAULT_SEED") or random.randrange(10**6))
    sys.stdout.write(f"FAULT_SEED={seed}\n")
    crowd, storm = gather(setup, seed), Storm(setup, seed)
    weather(setup, crowd, storm)
    found = final(setup, crowd, storm)
    found.numbers["FAULT_SEED"] = seed
    tallies.append(found)
    for student in crowd.students:
        student.close()
    assert found.numbers["submissions that students were told are received"] == STUDENTS * EACH
    assert {name: number for name, number in found.wrong.items() if number} == {}
    assert [kind for kind in storm.kinds if storm.happened[kind] < TIMES] == []
