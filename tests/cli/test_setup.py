"""``grader setup`` opens what is whole and closes what is broken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from grader.db.engine import make_engine, make_sessions
from grader.db.models import LineItem
from tests.exam.tiny import EXAMS


def set_up(folder: Path) -> str:
    """Run the command; return what it says."""
    chosen = {"DATA_DIR": str(folder / "data"), "ASSIGNMENTS_DIR": str(folder / "exams" / "assignments")}
    command = [str(Path(sys.executable).with_name("grader")), "setup"]
    done = subprocess.run(command, env={**os.environ, **chosen}, capture_output=True, text=True, check=True)
    return done.stderr


def problems(folder: Path) -> dict[str, str | None]:
    """Return what is wrong with each line item."""
    engine = make_engine(f"sqlite:///{folder / 'data' / 'grader.db'}")
    with make_sessions(engine)() as session:
        found = {item.assignment: item.problem for item in session.scalars(select(LineItem))}
    engine.dispose()
    return found


def test_a_broken_assignment_is_closed_until_it_is_mended_and_does_not_stop_the_others(tmp_path: Path) -> None:
    exams = Path(shutil.copytree(EXAMS, tmp_path / "exams"))
    shutil.copytree(exams / "assignments" / "tiny", exams / "assignments" / "other")
    assert "The assignment other is closed to students" in set_up(tmp_path)
    assert problems(tmp_path) == {"tiny": None}, "what was broken from the start is not opened"
    shutil.copy(exams / "reference" / "tiny.py", exams / "reference" / "other.py")
    assert set_up(tmp_path) == ""
    assert problems(tmp_path) == {"tiny": None, "other": None}
    (exams / "reference" / "tiny.py").write_text("")
    assert "tiny.py: has no function double" in set_up(tmp_path)
    assert "has no function double" in (problems(tmp_path)["tiny"] or "")
    shutil.rmtree(exams / "assignments" / "other")
    set_up(tmp_path)
    assert problems(tmp_path)["other"] == "Its folder is gone."
