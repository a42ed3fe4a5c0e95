"""What the benchmarks share: the machine's name, its clocks, and tables in Markdown."""

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SETTLE_S = 0.7
"""What goes on behind a grade, removing its container and starting the next, is over by then."""
NOISE_S = 3.0
QUIET = 0.1
"""Cores."""


def name() -> str:
    """Return what the figures were measured on, in a line."""
    cpu = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    docker = _output("docker", "version", "--format", "{{.Server.Version}}")
    runc = _output("runc", "--version").partition("\n")[0].removeprefix("runc version ")
    parts = [
        f"{os.cpu_count()} cores of {cpu[1] if cpu else platform.machine()}",
        f"Linux {platform.release()}",
        f"Python {platform.python_version()}",
        f"Docker {docker}, runc {runc}",
    ]
    return ", ".join(parts)


def table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, with *caption* and the machine above it."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{caption}\n\nMachine: {name()}.\n\n{body}\n"


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that *act* takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@dataclass
class Span:
    """What a block took."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    """Of the whole machine, noise left out."""


class Meter:
    """Measures the CPU time of the whole machine, so that engine, shims and containers count.

    What the machine does while it should be idle is measured first, and taken off.
    """

    def __init__(self) -> None:
        start, busy = time.perf_counter(), _busy_s()
        time.sleep(NOISE_S)
        self.noise = (_busy_s() - busy) / (time.perf_counter() - start)
        """Cores that are busy without us."""
        if self.noise > QUIET:
            print(f"The machine is busy ({self.noise:.2f} cores): the figures say little.", file=sys.stderr)

    @contextmanager
    def measure(self, settle_s: float = 0.0) -> Iterator[Span]:
        """Measure a block: the wall time of it, the CPU time of it and of the *settle_s* after it."""
        span = Span()
        start, busy = time.perf_counter(), _busy_s()
        yield span
        span.wall_s = time.perf_counter() - start
        time.sleep(settle_s)
        span.cpu_s = _busy_s() - busy - self.noise * (time.perf_counter() - start)


def _busy_s() -> float:
    """Return for how long all cores together have been busy; in steps of 10 ms, so measure for long."""
    user, nice, system, _idle, _iowait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
