"""Who waits for whom where pages and exams share a machine."""

import contextlib
import os
from pathlib import Path

NICENESS = 10


def let_pages_go_first() -> None:
    """Step back: whoever opens a page or hands in waits for the answer, and an exam can wait a little."""
    os.nice(NICENESS)
    with contextlib.suppress(OSError):  # where Linux shares its time among sessions, niceness counts only within one
        Path("/proc/self/autogroup").write_text(str(NICENESS))
