"""How long the server takes for each page, while two gradings run: a small course against a large one.

Both are served as ``grader run`` does, in turns; somebody signed in asks for a page on a new connection each time.
"""

import http.client
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

import machine
from grader import settings as all_settings
from grader.db.engine import make_engine, make_sessions
from grader.db.models import ClassReport, JobState, LineItem, Run, Submission, User
from grader.services import accounts, submissions
from grader.settings import ROOT
from seeding import seed

SIZES = {"small": (100, 1), "large": (1000, 10)}
"""Students, and attempts of each at each of ten assignments: 1,000 and 100,000 submissions."""
PORTS = {"small": 8461, "large": 8462}
VISITS = 40
GRADINGS = 2
SETTLED_S = 300
STUDENT_PAGES = {
    "student: home": "/",
    "student: an assignment": "/assignments/{item}",
    "student: a result": "/submissions/{submission}",
    "student: account": "/account",
}
STAFF_PAGES = {
    "course": "/courses/1",
    "gradebook": "/courses/1/gradebook",
    "gradebook by total": "/courses/1/gradebook?sort=total&order=desc",
    "gradebook, last page": "/courses/1/gradebook?page=20",
    "gradebook as CSV": "/courses/1/gradebook.csv",
    "people": "/courses/1/people",
    "audit log": "/courses/1/audit-log",
    "course settings": "/courses/1/settings",
    "an assignment's figures": "/assignments/{item}/students",
    "its submissions": "/assignments/{item}/submissions",
    "those that count and fail a test": "/assignments/{item}/submissions?counting=1&test=test_file.py::test_3",
    "its regrades": "/assignments/{item}/regrades",
    "its similarity": "/assignments/{item}/similarity",
    "its settings": "/assignments/{item}/settings",
    "one submission": "/submissions/{submission}",
}


class Visitor:
    """Somebody signed in."""

    def __init__(self, port: int, sessions: sessionmaker[Session], user: User) -> None:
        self._port = port
        with sessions.begin() as session:
            token = accounts.issue_sign_in_link(session, user, timedelta(hours=1))
        self._cookie = ""
        page = self._ask("GET", f"/sign-in/{token}")
        found = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert found
        self._ask("POST", f"/sign-in/{token}", urlencode({"csrf_token": found[1]}))

    def visit(self, path: str) -> float:
        """Return the seconds that a page takes."""
        return machine.timed(lambda: self._ask("GET", path))

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        if answer.status not in {200, 302}:
            raise SystemExit(f"{path} answered {answer.status}")
        if cookie := answer.headers["Set-Cookie"]:
            self._cookie = cookie.partition(";")[0]
        return text


class Site:
    """One of the two courses, served."""

    def __init__(self, folder: Path, port: int) -> None:
        self.sessions = make_sessions(make_engine(f"sqlite:///{folder / 'grader.db'}"))
        self.port = port
        with self.sessions() as session:
            item = session.scalars(select(LineItem).order_by(LineItem.id)).first()
            middle = select(Submission.student_id).order_by(Submission.id).offset(50).limit(1)
            student = session.get_one(User, session.scalars(middle).one())
            assert item is not None
            self.staff, self.student = (
                Visitor(port, self.sessions, who) for who in (session.get_one(User, 1), student)
            )
            mine = select(func.max(Submission.id)).where(Submission.line_item_id == item.id)
            self.item_id = item.id
            self.submission_id = session.scalars(mine.where(Submission.student_id == student.id)).one()

    def visit(self, path: str) -> float:
        """Return the seconds that a page takes for whom it is for."""
        visitor = self.student if path in STUDENT_PAGES.values() else self.staff
        return visitor.visit(path.format(item=self.item_id, submission=self.submission_id))

    def wait_for_figures(self) -> None:
        """Wait until nothing of the seeding is left to do."""
        end = time.monotonic() + SETTLED_S
        unfinished = select(func.count()).select_from(ClassReport).where(ClassReport.state == JobState.OPEN)
        while time.monotonic() < end:
            with self.sessions() as session:
                if not session.scalar(unfinished):
                    return
            time.sleep(1)
        raise SystemExit("The figures of the classes are not worked out.")

    def keep_grading(self, ended: threading.Event) -> None:
        """Have so many submissions graded at each moment, one after the other."""
        for _ in range(GRADINGS):
            threading.Thread(target=self._grade_on, args=(ended,), daemon=True).start()

    def _grade_on(self, ended: threading.Event) -> None:
        source = (ROOT / "reference" / "loss.py").read_bytes()
        for number in count():
            with self.sessions.begin() as session:
                item = session.scalars(select(LineItem).where(LineItem.assignment == "loss")).one()
                content = source + f"# {number} {threading.get_ident()}\n".encode()
                run = submissions.submit(session, session.get_one(User, 1), item.id, content, 256).runs[0]
            while not ended.is_set():
                with self.sessions() as session:
                    if session.get_one(Run, run.id).state is not JobState.OPEN:
                        break
                time.sleep(0.05)
            if ended.is_set():
                return


def main() -> None:
    """Print the table; folders that are seeded already can be named as arguments."""
    with tempfile.TemporaryDirectory() as scratch:
        folders = dict(zip(SIZES, map(Path, sys.argv[1:]), strict=True)) if sys.argv[1:] else _seeded(Path(scratch))
        with _served(folders["small"], PORTS["small"]) as small, _served(folders["large"], PORTS["large"]) as large:
            print(_table(_measured({"small": small, "large": large})))


def _seeded(scratch: Path) -> dict[str, Path]:
    for name, size in SIZES.items():
        seed(scratch / name, *size)
    return {name: scratch / name for name in SIZES}


@contextmanager
def _served(folder: Path, port: int) -> Iterator[Site]:
    values = {"DATA_DIR": str(folder), "ASSIGNMENTS_DIR": str(folder / "assignments"), "PORT": str(port), "SLOTS": "2"}
    all_settings.load(values)
    command = [str(Path(sys.executable).with_name("grader")), "run"]
    environment = {**_environment(), **values}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            next(line for line in process.stdout if line.startswith("Data:"))
            site = Site(folder, port)
            site.wait_for_figures()
            yield site
        finally:
            process.terminate()
            process.wait(60)


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}


def _measured(sites: dict[str, Site]) -> dict[str, dict[str, list[float]]]:
    """Return the times by page and site: the two take turns, and each has its gradings while it is asked."""
    pages = STUDENT_PAGES | STAFF_PAGES
    times: dict[str, dict[str, list[float]]] = {name: {site: [] for site in sites} for name in pages}
    for key, site in [*sites.items(), *sites.items()]:
        ended = threading.Event()
        site.keep_grading(ended)
        time.sleep(1)
        for name, path in pages.items():
            site.visit(path)
            times[name][key] += [site.visit(path) for _ in range(VISITS // 2)]
        ended.set()
        time.sleep(5)
    return times


def _table(times: dict[str, dict[str, list[float]]]) -> str:
    rows = []
    for name, by_site in times.items():
        small, large = (1000 * _p95(by_site[site]) for site in SIZES)
        medians = [1000 * statistics.median(by_site[site]) for site in SIZES]
        figures = (
            f"{medians[0]:.0f}",
            f"{medians[1]:.0f}",
            f"{medians[1] / medians[0]:.2f}",
            f"{small:.0f}",
            f"{large:.0f}",
        )
        rows.append((name, *figures))
    students, attempts = SIZES["large"]
    caption = (
        f"Pages over HTTP, in ms, while {GRADINGS} gradings run on the same machine: with {students:,} students × 10\n"
        f"assignments × {attempts} attempts (100,000 submissions), and with 1,000 submissions of 100 students;\n"
        f"{VISITS} visits of each.\n"
        "Target: p95 under 100 ms, and at most 1.5 times what it is with 1,000 submissions."
    )
    return machine.table(
        caption, ["page", "median, 1,000", "median, 100,000", "ratio", "p95, 1,000", "p95, 100,000"], rows
    )


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


if __name__ == "__main__":
    main()
