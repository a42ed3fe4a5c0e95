"""One rush on one set-up, from the open pages to the last score."""

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from grader.services import regrades
from grader.settings import ROOT
from machine import Meter, Span
from rush_people import Record, Staff, Student, cookie_of, together
from rush_sites import SLUG, Site, say
from tests.end_to_end.order import Entry, entries
from tests.servers.process import Server

FILES = [path.read_bytes() for path in sorted((ROOT / "tests" / "submissions" / SLUG).glob("*.py"))]
"""Right ones and wrong ones."""
AGAIN = 10
"""So many times the eager hand in."""
PAUSE_S = 1.5
"""Between two of these."""
REGRADES = 30
STAFF_PAGES = {
    "course": "/courses/{course}",
    "gradebook": "/courses/{course}/gradebook",
    "submissions": "/assignments/{item}/submissions",
}


@dataclass(frozen=True)
class Plan:
    """Who hands in when."""

    students: int
    seconds: int
    rng: random.Random = field(default_factory=lambda: random.Random(6))  # noqa: S311 - the same rush each time

    @property
    def eager(self) -> int:
        """How many students hand in again and again."""
        return max(1, self.students // 50)

    @property
    def uploads(self) -> int:
        """How many uploads there are."""
        return self.students + self.eager * (AGAIN - 1)

    def files(self) -> list[list[tuple[float, bytes]]]:
        """Return for each student which files come when; the eager begin early, most of the others are behind them."""
        plan = []
        for number in range(self.students):
            count = AGAIN if number < self.eager else 1
            latest = max(0.0, self.seconds - (count - 1) * PAUSE_S)
            first = self.rng.uniform(0, latest / 4 if count > 1 else latest)
            plan.append([(first + k * PAUSE_S, file_of(self.rng, f"{number}.{k}")) for k in range(count)])
        return plan


@dataclass
class Rush:
    """What came of it."""

    record: Record = field(default_factory=Record)
    span: Span = field(default_factory=Span)
    """From its beginning to the last score."""
    client_cpu_s: float = 0.0
    entries: list[Entry] = field(default_factory=list)
    """Of the rush, and of the regrades."""


def hold(meter: Meter, site: Site, plan: Plan, away: Sequence[Server] = ()) -> Rush:
    """Have a rush, and wait until all is graded.

    What is *away* is started when all uploads have come: till then it is as if it were on another machine.
    """
    regraded = site.hand_in([file_of(plan.rng, f"earlier {number}") for number in range(REGRADES)])
    site.wait_until_graded()
    rush, ended = Rush(), threading.Event()
    students = [
        Student(site.web.port, cookie_of(site.app, user), rush.record, site.line_item_id, files)
        for user, files in zip(site.students, plan.files(), strict=True)
    ]
    for student in students:
        student.open()
    say(f"{plan.students} students have opened the page; the rush begins")
    last = site.last_run_id()
    with site.sessions.begin() as session:
        regrades.start(session, site.staff, site.line_item_id, regraded, "Queued before the rush")
    for server in away:
        server.stop()
    begin, cpu_s = time.monotonic(), time.process_time()
    with meter.measure() as rush.span:
        _end_when_graded(site, begin + plan.seconds, away, ended)
        together([*(partial(student.hurry, begin, ended) for student in students), partial(_watch, site, rush, ended)])
    rush.client_cpu_s = time.process_time() - cpu_s
    with site.sessions() as session:
        rush.entries = entries(session, after=last)
    return rush


def _watch(site: Site, rush: Rush, ended: threading.Event) -> None:
    """Look at the pages of staff, one after the other."""
    pages = {name: path.format(course=site.course_id, item=site.line_item_id) for name, path in STAFF_PAGES.items()}
    Staff(site.web.port, cookie_of(site.app, site.staff), rush.record).look(pages, ended)


def _end_when_graded(site: Site, not_before: float, away: Sequence[Server], ended: threading.Event) -> None:
    """Set *ended* when all uploads have come and nothing is left to grade."""

    def wait() -> None:
        time.sleep(not_before - time.monotonic())
        for server in away:
            server.start()
        site.wait_until_graded()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()


def file_of(rng: random.Random, name: str) -> bytes:
    """Return some file; no two with different names are the same."""
    return rng.choice(FILES) + f"\n# {name}\n".encode()
