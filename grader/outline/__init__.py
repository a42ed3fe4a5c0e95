"""What a submission binds, or its first mistake, as a throw-away process says: Python's parser can be crashed.

Only what can be checked is believed of its answer.
"""

import json
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from grader.domain.solution import Outline, SyntaxMistake
from grader.outline import program

TIMEOUT_S = 5
COMMAND = [sys.executable, "-I", "-S", "-W", "ignore", str(Path(program.__file__))]
_TURNS = threading.BoundedSemaphore(2)
"""So many at the same time: each may take half a gigabyte and a core."""


def outline_of(source: str) -> Outline | SyntaxMistake | None:
    """Return what *source* binds, or its first mistake; None when that cannot be told. It is not run."""
    with _TURNS, tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(
                COMMAND,
                input=source.encode(),
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                timeout=TIMEOUT_S,
                check=True,
            )
        except (subprocess.SubprocessError, OSError):
            return None
        answer.seek(0)
        return _believed(answer.read(program.ANSWER_BYTES))


def _believed(answer: bytes) -> Outline | SyntaxMistake | None:
    try:
        match json.loads(answer):
            case {"names": list(names), "indirect": bool(indirect)} if _are_texts(names):
                return Outline(frozenset(names), indirect)
            case {"line": int() | None as line, "message": str(message), "text": str(text)}:
                return SyntaxMistake(line, message, text)
    except (ValueError, RecursionError):
        pass
    return None


def _are_texts(values: list[Any]) -> bool:
    return all(isinstance(value, str) for value in values)
