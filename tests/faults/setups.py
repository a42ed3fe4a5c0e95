"""The two set-ups: all in one command on SQLite, and web, workers, PostgreSQL and Redis apart."""

import contextlib
import time
from pathlib import Path

import psutil
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.models import Worker as WorkerRow
from tests.faults.keeper import Keeper
from tests.faults.machines import Machine, SmallDisk
from tests.servers.grader import Web, Worker, run_once
from tests.servers.postgres import Postgres
from tests.servers.process import LOOK_S, START_S, Server
from tests.servers.redis import Redis

EXAMS = Path(__file__).parent / "exams" / "assignments"
LEASE_S = 4
PROGRAM = "grader.cli"
PROGRAM_BESIDE = "grader.cli.hosting"


class Setup:
    """A whole deployment under *folder*; what it is made of differs."""

    name = ""
    worker_program = PROGRAM
    """What the process runs that grades."""

    def __init__(self, folder: Path, machines: int) -> None:
        self.folder = folder
        self.machines = [Machine(folder / f"m{number}") for number in range(machines)]
        self.settings = {
            "ASSIGNMENTS_DIR": str(EXAMS),
            "SECRET_KEY": "a secret of the tests",
            "LEASE_S": str(LEASE_S),
            "SLOTS": "2",
            "POOL": "2",
        }
        self.web: Web
        self.workers: list[Server] = []
        """The processes that grade, on the machine with the same place in the list."""
        self.data_disk: SmallDisk
        self.database_url = ""
        self.keeper: Keeper
        self._engine: Engine | None = None

    def start(self) -> None:
        """Start all of it; from then on, what ends is started again."""
        for machine in self.machines:
            machine.start()
        self._start()
        self.keeper = Keeper(self.servers())
        self.keeper.start()

    def _start(self) -> None:
        raise NotImplementedError

    def servers(self) -> list[Server]:
        """Return all that runs, in the order in which it is started."""
        raise NotImplementedError

    def sessions(self) -> sessionmaker[Session]:
        """Return sessions on its database."""
        self._engine = self._engine or make_engine(self.database_url)
        return make_sessions(self._engine)

    def exams(self) -> list[psutil.Process]:
        """Return the exam processes that live."""
        found = []
        for process in [process for server in self.workers for process in server.family()]:
            with contextlib.suppress(psutil.NoSuchProcess):
                if "grader.exam" in process.cmdline():
                    found.append(process)
        return found

    def is_grading(self) -> bool:
        """Say whether an exam is under way: each is forked from the process that has it prepared."""
        exams = self.exams()
        prepared = {exam.pid for exam in exams}
        with contextlib.suppress(psutil.NoSuchProcess):
            return any(exam.ppid() in prepared for exam in exams)
        return False

    def calm(self) -> None:
        """Set clocks and disks right; the keeper starts what is down."""
        for machine in self.machines:
            machine.clock.jump(0)
            machine.disk.free()
        self.data_disk.free()

    def wait_for_workers(self) -> None:
        """Wait until every worker works, its first container included: by then it has tidied up after the dead."""
        end = time.monotonic() + START_S
        while self._working() < len(self.workers):
            assert time.monotonic() < end, "some worker does not work"
            time.sleep(LOOK_S)

    def _working(self) -> int:
        """Return how many of the processes that run now say that they work."""
        ours = {process.pid for server in self.workers for process in server.family()}
        with self.sessions()() as session:
            rows = session.scalars(select(WorkerRow).where(WorkerRow.spare > 0, WorkerRow.obstacle == "")).all()
        return sum(int(row.name.rpartition(":")[2]) in ours for row in rows)

    def left_over(self) -> list[str]:
        """Return the containers, temporary files and exam processes that are left.

        What works is stopped, and started once more before that: the next start tidies up after those who died.
        """
        with contextlib.ExitStack() as down:
            for server in self.workers:
                down.enter_context(self.keeper.down(server))
                server.stop()
            for server in self.workers:
                server.start()
            self.wait_for_workers()
            for server in self.workers:
                server.stop()
            exams = [each for each in psutil.process_iter(["cmdline"]) if "grader.exam" in (each.info["cmdline"] or [])]
            ours = [str(each.pid) for each in exams if str(EXAMS) in each.info["cmdline"]]
            return [left for machine in self.machines for left in machine.left_over()] + ours

    def close(self) -> None:
        """End all of it."""
        if hasattr(self, "keeper"):
            self.keeper.stop()
        if self._engine:
            self._engine.dispose()
        for server in reversed(self.servers()):
            server.close()
        for machine in self.machines:
            machine.close()
        self.data_disk.close()

    def logs(self) -> list[Path]:
        """Return what its processes wrote."""
        return [server.log for server in self.servers() if server.log.exists()]


class Embedded(Setup):
    """``grader run``: web, the worker beside it, and SQLite."""

    name = "embedded"
    worker_program = PROGRAM_BESIDE

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 1)
        [machine] = self.machines
        self.data_disk = SmallDisk(machine.folder / "data", 64)
        self.database_url = f"sqlite:///{self.data_disk.path / 'grader.db'}"
        self.web = Web(folder, {**self.settings, **machine.settings()}, "run")
        self.workers = [self.web]

    def _start(self) -> None:
        self.web.start()

    def servers(self) -> list[Server]:
        """Return all that runs."""
        return [self.machines[0].engine, self.web]


class Distributed(Setup):
    """``grader web``, two workers with an engine each, PostgreSQL and Redis."""

    name = "distributed"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, 2)
        self.data_disk = SmallDisk(folder / "pgdisk", 128)
        (folder / "pg").mkdir()
        self.postgres = Postgres(folder / "pg", self.data_disk.path / "data")
        self.redis = Redis(folder)
        self.database_url = self.postgres.url("postgres")
        self.settings |= {"DATABASE_URL": self.database_url, "BROKER": self.redis.url}
        self.web = Web(folder, {**self.settings, "DATA_DIR": str(folder / "web")})
        self.workers = [
            Worker(folder, {**self.settings, **machine.settings()}, f"worker{number}")
            for number, machine in enumerate(self.machines)
        ]

    def _start(self) -> None:
        self.postgres.make()
        self.postgres.start()
        self.redis.start()
        run_once({**self.settings, "DATA_DIR": str(self.folder / "web")}, "migrate")
        for server in (self.web, *self.workers):
            server.start()

    def servers(self) -> list[Server]:
        """Return all that runs."""
        engines = [machine.engine for machine in self.machines]
        return [*engines, self.postgres, self.redis, *self.workers, self.web]
