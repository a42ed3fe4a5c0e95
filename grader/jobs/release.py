"""What a worker is: the digest of its code and of its assignments. Runs of one release are graded by that release."""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from grader.settings import ROOT

CODE = ROOT / "grader"


def digest(assignments_dir: Path) -> str:
    """Return the digest of this process's code, and of the assignments and references as their files are now."""
    whole = hashlib.sha256(_code().encode())
    for folder in (assignments_dir, assignments_dir.parent / "reference"):
        _add(whole, folder, [path for path in folder.rglob("*") if _belongs(path.relative_to(folder))])
    return whole.hexdigest()


@cache
def _code() -> str:
    """Return the digest of the code as it was at the first call: what has been imported does not change any more."""
    code = hashlib.sha256()
    _add(code, CODE, CODE.rglob("*.py"))
    return code.hexdigest()


def _add(whole: "hashlib._Hash", folder: Path, paths: Iterable[Path]) -> None:
    for path in sorted(paths):
        if path.is_file():
            whole.update(f"{path.relative_to(folder)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())


def _belongs(path: Path) -> bool:
    """Say whether a file is part of an assignment, and not left there by an editor or by Python."""
    return not any(part.startswith(".") or part == "__pycache__" for part in path.parts)
