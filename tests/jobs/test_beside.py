"""The process beside: called, begun again, ended, whatever it or its keeper does."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from grader.jobs.beside import Beside

WRITES = "import os, sys, time\nlog = open(sys.argv[1], 'ab', buffering=0)\nlog.write(b'%d ' % os.getpid())\n"
LISTENS = f"{WRITES}while os.read(0, 1): log.write(b'called ')\nlog.write(b'ended ')\n"
DEAF = f"{WRITES}time.sleep(3600)\n"
KEEPER = "import sys, time\nfrom grader.jobs.beside import Beside\nBeside(sys.argv[1:]).start()\ntime.sleep(3600)\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Return where the process writes what happens to it."""
    path = tmp_path / "log"
    path.touch()
    return path


@pytest.fixture
def keep(log: Path) -> Iterator[Callable[[str], Beside]]:
    """Return what keeps a program beside this process until the test ends."""
    kept = []

    def start(program: str) -> Beside:
        beside = Beside([sys.executable, "-c", program, str(log)])
        kept.append(beside)
        beside.start()
        wait_for(log.read_text)
        return beside

    yield start
    for beside in kept:
        beside.stop(0)


def wait_for(condition: Callable[[], object]) -> None:
    """Wait until *condition* holds."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def has_gone(pid: int) -> bool:
    """Say whether a process has ended."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_call_reaches_it_and_the_end_tells_it_to_end(keep: Callable[[str], Beside], log: Path) -> None:
    beside = keep(LISTENS)
    beside.call()
    wait_for(lambda: "called" in log.read_text())
    beside.stop(20)
    assert log.read_text().split()[1:] == ["called", "ended"]


def test_it_is_begun_again_when_it_dies(
    keep: Callable[[str], Beside], log: Path, caplog: pytest.LogCaptureFixture
) -> None:
    beside = keep(LISTENS)
    psutil.Process(int(log.read_text())).kill()
    wait_for(lambda: len(log.read_text().split()) == 2)
    beside.call()
    wait_for(lambda: "called" in log.read_text())
    assert "ended with code -9; another one begins" in caplog.text


def test_one_that_cannot_be_begun_is_tried_again(caplog: pytest.LogCaptureFixture, tmp_path: Path, log: Path) -> None:
    program = tmp_path / "program"
    beside = Beside([str(program), "-c", LISTENS, str(log)])
    beside.start()
    wait_for(lambda: "No such file" in caplog.text)
    program.symlink_to(sys.executable)
    wait_for(log.read_text)
    beside.stop(20)
    assert "ended" in log.read_text()


def test_what_does_not_end_is_killed(keep: Callable[[str], Beside], log: Path) -> None:
    beside = keep(DEAF)
    beside.stop(0.2)
    assert has_gone(int(log.read_text()))


def test_calls_do_not_wait_for_one_that_stands_still(keep: Callable[[str], Beside]) -> None:
    beside = keep(DEAF)
    for _ in range(100_000):  # more than a pipe holds
        beside.call()


def test_it_ends_when_its_keeper_is_killed(log: Path) -> None:
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, sys.executable, "-c", LISTENS, str(log)])
    wait_for(log.read_text)
    keeper.kill()
    keeper.wait()
    wait_for(lambda: "ended" in log.read_text())
