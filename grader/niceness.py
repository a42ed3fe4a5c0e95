"""Who waits for whom where pages, workers and exams share a machine."""

import contextlib
import os
from pathlib import Path

PAGES, WORKER, EXAMS = -10, 0, 10
"""Whoever opens a page or hands in waits for the answer, and an exam can wait a little."""


def stand(place: int) -> None:
    """Take a place for this process and what it starts from now on; only root may let pages go before all others."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, place)
    with contextlib.suppress(OSError):  # where Linux shares its time among sessions, niceness counts only within one
        Path("/proc/self/autogroup").write_text(str(place))
