"""What goes wrong, at random: each kind of fault several times while submissions are in flight."""

import contextlib
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import psutil

from tests.faults.machines import Machine, SmallDisk
from tests.faults.setups import LEASE_S, PROGRAM, Distributed, Setup
from tests.servers.process import Server

HOUR_S = 3600
TIMES = 2
"""Every kind of fault happens so often."""
AT_ONCE = 2
"""So many faults happen at the same time."""
PATIENCE_S = 120
"""Nothing is graded for so long at most."""

Fault: TypeAlias = Callable[[], bool]
"""Lets something go wrong, and says whether it hit anything."""


class Storm:
    """The faults of a set-up, and a record of those that happened."""

    def __init__(self, setup: Setup, seed: int) -> None:
        self.happened: Counter[str] = Counter()
        """Only what hit something: while a submission was being graded, and a container or an exam that was there."""
        self._setup = setup
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._kinds: dict[str, Fault] = {
            "web killed": lambda: self._kill(setup.web),
            "web restarted": lambda: self._restart(setup.web),
            "web's process alone killed": lambda: self._kill_alone(setup.web, PROGRAM),
            "worker frozen": self._freeze,
            "worker's process alone killed": lambda: self._kill_alone(self._worker(), setup.worker_program),
            "exam process killed": self._kill_exam,
            "container killed": self._kill_container,
            "Docker engine killed": lambda: self._kill(self._machine().engine),
            "Docker engine restarted": lambda: self._restart(self._machine().engine),
            "data disk full": lambda: self._fill(setup.data_disk),
            "temporary disk full": lambda: self._fill(self._machine().disk),
            "clock an hour ahead": lambda: self._jump(HOUR_S),
            "clock an hour behind": lambda: self._jump(-HOUR_S),
        }
        if isinstance(setup, Distributed):
            self._kinds |= {
                "worker killed": lambda: self._kill(self._worker()),
                "worker restarted": lambda: self._restart(self._worker()),
                "PostgreSQL killed": lambda: self._kill(setup.postgres),
                "PostgreSQL restarted": lambda: self._restart(setup.postgres),
                "Redis killed": lambda: self._kill(setup.redis),
                "Redis restarted": lambda: self._restart(setup.redis),
            }

    @property
    def kinds(self) -> list[str]:
        """The names of all faults."""
        return list(self._kinds)

    def rage(self, times: int) -> None:
        """Let every fault happen so many *times* in a random order, and only while something is being graded."""
        plan = self.kinds * times
        self._random.shuffle(plan)
        with ThreadPoolExecutor(AT_ONCE, "fault") as threads:
            for done in [threads.submit(self._happen, kind) for kind in plan]:
                done.result()

    def share(self, times: int) -> float:
        """Return how much of so many *times* is over, from 0 to 1."""
        return self.happened.total() / (times * len(self._kinds))

    def happen(self, kind: str) -> bool:
        """Let one fault happen; say whether it hit anything."""
        return self._kinds[kind]()

    def _happen(self, kind: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            if self._setup.is_grading() and self.happen(kind):
                with self._lock:
                    self.happened[kind] += 1
                return
            time.sleep(0.1)

    def _machine(self) -> Machine:
        return self._random.choice(self._setup.machines)

    def _worker(self) -> Server:
        return self._random.choice(self._setup.workers)

    def _some(self, least_s: float, most_s: float) -> float:
        return self._random.uniform(least_s, most_s)

    def _kill(self, server: Server) -> bool:
        """Kill a server with all that it started; a moment later it is started again."""
        with self._setup.keeper.down(server):
            was_running = server.is_running()
            server.kill()
            time.sleep(self._some(0, 2))
        return was_running

    def _restart(self, server: Server) -> bool:
        with self._setup.keeper.down(server):
            was_running = server.is_running()
            server.stop()
        return was_running

    def _kill_alone(self, server: Server, program: str) -> bool:
        """Kill the process that does the work; its supervisor and what it started have to notice."""
        processes = [each for each in server.family() if program in _command_line(each)]
        if not processes:
            return False
        with contextlib.suppress(psutil.NoSuchProcess):
            processes[-1].kill()
        return True

    def _freeze(self) -> bool:
        """Let a worker stand still for longer than its leases."""
        server = self._worker()
        was_running = server.is_running()
        server.pause()
        time.sleep(self._some(0.5, 2) * LEASE_S)
        server.resume()
        return was_running

    def _kill_exam(self) -> bool:
        if exams := self._setup.exams():
            with contextlib.suppress(psutil.NoSuchProcess):
                self._random.choice(exams).kill()
                return True
        return False

    def _kill_container(self) -> bool:
        engine = self._machine().engine
        try:
            found = engine.sandboxes()
            if found:
                engine.docker("kill", self._random.choice(found))
        except subprocess.CalledProcessError:  # it has ended meanwhile, or the engine has
            return False
        return bool(found)

    def _fill(self, disk: SmallDisk) -> bool:
        disk.fill()
        time.sleep(self._some(1, 4))
        disk.free()
        return True

    def _jump(self, seconds: int) -> bool:
        """Put a clock wrong, and right again: two jumps."""
        clock = self._machine().clock
        clock.jump(seconds)
        time.sleep(self._some(1, 6))
        clock.jump(0)
        return True


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []
