"""Processes apart from ours, which know no more than an exam may."""

import os
import subprocess
import sys
from pathlib import Path

from grader.settings import ROOT


def environment() -> dict[str, str]:
    """Return what such a process may know: no secrets, and one thread as in the container."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run_python(*arguments: str, folder: Path, timeout_s: float) -> subprocess.CompletedProcess[str]:
    """Run Python in *folder* to its end, and return what it said.

    Raises:
        subprocess.TimeoutExpired: it took longer, and was killed.

    """
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
