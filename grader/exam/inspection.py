"""Is everything there that an exam needs? Asked of every assignment when the service starts, and before an audit.

Each assignment is looked at in a process of its own: its modules are imported, and none may hold up the others.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from grader.errors import AuthorError
from grader.exam import assignment as assignments
from grader.exam import misconceptions
from grader.exam.apart import run_python
from grader.exam.modules import load_trusted
from grader.exam.plugin import collect_exam
from grader.settings import ROOT

TIMEOUT_S = 60


def inspect_all(assignments_dir: Path) -> dict[str, str]:
    """Return what is wrong with each assignment, by slug; an empty text if nothing is."""
    slugs = assignments.slugs(assignments_dir)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(slugs, pool.map(lambda slug: problem_of(assignments_dir, slug), slugs), strict=True))


def inspect(assignments_dir: Path, slug: str) -> None:
    """Import all that belongs to an assignment, in this process.

    Raises:
        AuthorError: something is missing or broken; the message names the file, and the line or the key.

    """
    assignment = assignments.load(assignments_dir, slug)
    reference = load_trusted(assignment.reference)
    for name in assignment.functions:
        if not callable(getattr(reference, name, None)):
            raise AuthorError(f"{assignment.reference}: has no function {name}, which assignment.toml lists.")
    for misconception in misconceptions.load(assignment):
        load_trusted(misconception.file)
    collect_exam(assignment)


def problem_of(assignments_dir: Path, slug: str) -> str:
    """Return what is wrong with an assignment; an empty text if nothing is."""
    try:
        done = _inspected(assignments_dir, slug)
        if done.returncode < 0:  # it was killed, perhaps by a machine in trouble: that must not close an assignment
            done = _inspected(assignments_dir, slug)
    except subprocess.TimeoutExpired:
        return f"{assignments_dir / slug}: to import its tests, reference and misconceptions takes over {TIMEOUT_S} s."
    return (
        "" if done.returncode == 0 else done.stderr.strip()[-2000:] or f"{assignments_dir / slug}: ended the process."
    )


def _inspected(assignments_dir: Path, slug: str) -> subprocess.CompletedProcess[str]:
    arguments = ["-m", "grader.exam.inspection", str(assignments_dir), slug]
    return run_python(*arguments, folder=ROOT, timeout_s=TIMEOUT_S)


def main() -> None:
    """Inspect one assignment; what is wrong goes to the standard error."""
    try:
        inspect(Path(sys.argv[1]), sys.argv[2])
    except AuthorError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
