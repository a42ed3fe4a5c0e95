"""What a student takes home: the starter, the sample tests and a checker that runs them; nothing hidden is in it."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from grader.exam.assignment import Assignment

HERE = Path(__file__).parent
FILE_MODE = 0o644


def contents(assignment: Assignment) -> dict[str, str]:
    """Return the files of the kit by their names."""
    return {
        "README.txt": (HERE / "README.txt").read_text("utf-8"),
        "check.py": (HERE / "check.py").read_text("utf-8"),
        "samples.py": assignment.samples,
        "solution.py": assignment.starter,
    }


def archive(assignment: Assignment) -> bytes:
    """Return the kit as a zip archive with one folder in it: the same bytes each time."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as file:
        for name, text in contents(assignment).items():
            entry = ZipInfo(f"{assignment.slug}/{name}")  # its time is 1980, always
            entry.external_attr = FILE_MODE << 16
            file.writestr(entry, text)
    return buffer.getvalue()
