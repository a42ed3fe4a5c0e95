"""How alike submissions are, starter code left out: CS50's compare50, in a process of its own.

It is a process of its own because compare50 keeps every file that it has ever seen, because a student's text may take
its tokenizer long, and because it is under the GPL: nothing but that small program imports it.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grader.domain.alike import Alike, Passage
from grader.errors import ServiceError

TIMEOUT_S = 600
MEMORY_MIB = 4096
NICENESS = 10
"""Gradings on the same machine come first."""
STARTER = "starter.py"


def compare(sources: Mapping[int, str], starter: str, most: int) -> list[Alike]:
    """Return the *most* alike pairs of *sources* (texts by id), the most alike first.

    Names, strings and numbers may differ: it is the structure that is compared.

    Raises:
        ServiceError: the comparison failed, or took too long or too much memory.

    """
    with TemporaryDirectory(prefix="similarity-") as name:
        folder = Path(name)
        for identifier, source in sources.items():
            _write(folder / f"{identifier}.py", source)
        _write(folder / STARTER, starter)
        return [_alike(entry) for entry in json.loads(_run(folder, most))]


def _write(path: Path, source: str) -> None:
    """Write *source* so that only its newlines end lines, as in our listings."""
    path.write_text(source.replace("\r\n", "\n").replace("\r", " "), "utf-8", "replace", newline="\n")


def _run(folder: Path, most: int) -> str:
    command = [sys.executable, "-s", "-P", "-X", "utf8", "-m", "grader.similarity.program", str(folder), str(most)]
    try:
        done = subprocess.run(
            command,
            env={
                "PATH": os.defpath,
                "HOME": str(folder),
                "TMPDIR": str(folder),
                "PYTHONHASHSEED": "0",
            },  # told twice alike
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=TIMEOUT_S,
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired:
        raise ServiceError(f"The comparison took longer than {TIMEOUT_S} s.") from None
    if done.returncode:
        raise ServiceError(f"The comparison failed with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def _limit() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MIB * 2**20,) * 2)


def _alike(entry: Mapping[str, Any]) -> Alike:
    passages = tuple(Passage((a, b), (c, d)) for a, b, c, d in entry["passages"])
    return Alike(entry["left"], entry["right"], entry["left_share"], entry["right_share"], passages)
