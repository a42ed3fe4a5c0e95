"""Are the sample tests any good? Uses a student's kit as the student does: unpacked, in a process of its own."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from grader.exam import kit
from grader.exam.apart import run_python
from grader.exam.assignment import Assignment

PASSED = "passed  "


@dataclass(frozen=True)
class Checked:
    """What ``check.py`` said of a solution."""

    all_passed: bool
    told: str

    @property
    def passed(self) -> list[str]:
        """The sentences of the sample tests that passed."""
        return [line.removeprefix(PASSED) for line in self.told.splitlines() if line.startswith(PASSED)]


def complaints(assignment: Assignment, wrong: Sequence[Path]) -> Iterator[str]:
    """Yield what is not as it has to be: the reference passes, the starter does not, a file of *wrong* fails a test."""
    file = assignment.folder / "samples.py"
    unused = [name for name in assignment.functions if f"solution.{name}" not in assignment.samples]
    if unused:
        yield f"{file}: no sample test calls {', '.join(f'solution.{name}' for name in unused)}"
    right = check_at_home(assignment, assignment.reference)
    if not right.all_passed:
        yield f"{file}: the reference does not pass: {right.told}"
    elif wrong and all(check_at_home(assignment, each).all_passed for each in wrong):
        yield f"{file}: every misconception passes all sample tests, so they may catch nothing"
    if passed := check_at_home(assignment, assignment.folder / "starter.py").passed:
        yield f"{file}: the starter passes: {' '.join(passed)}"


def check_at_home(assignment: Assignment, solution: Path) -> Checked:
    """Run ``check.py`` of the assignment's kit on a file that is trusted: there is no container."""
    limit_s = assignment.limits.run_timeout_s
    with tempfile.TemporaryDirectory() as folder:
        ZipFile(BytesIO(kit.archive(assignment))).extractall(folder)
        home = Path(folder) / assignment.slug
        (home / "solution.py").write_bytes(solution.read_bytes())
        try:
            done = run_python("check.py", folder=home, timeout_s=limit_s)
        except subprocess.TimeoutExpired:
            return Checked(all_passed=False, told=f"it takes longer than {limit_s:g} s")
    return Checked(done.returncode == 0, (done.stdout + done.stderr).strip())
