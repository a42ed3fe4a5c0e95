"""What an attack's file says of itself: its docstring, and below it what a grader must make of it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
NO_THEMES = {"naive", "__pycache__"}
HEADER = re.compile(r'"""\S.+?"""\n((?:# \w+: [^\n]+\n)++)(?!#)', re.DOTALL)
LINE = re.compile(r"# (\w+): (.+)\n")


@dataclass(frozen=True)
class Attack:
    """One hostile ``solution.py``."""

    theme: str
    name: str
    source: str
    score: Decimal
    says: tuple[str, ...]
    """Words that its author must read."""
    naive: Decimal | None
    """What a grader gives that runs tests and submission in one process; None: it is nothing to such a grader."""

    @property
    def id(self) -> str:
        """``theme/name``."""
        return f"{self.theme}/{self.name}"


def read(path: Path) -> Attack:
    """Return the attack in the file at *path*.

    Raises:
        ValueError: its header is missing or wrong.

    """
    source = path.read_text()
    header = HEADER.match(source)
    lines = LINE.findall(header[1]) if header else []
    scores, says, naive = ([text for key, text in lines if key == wanted] for wanted in ("score", "says", "naive"))
    wordless = not says and scores != ["100"]
    if len(scores) != 1 or len(naive) > 1 or wordless or len(scores + says + naive) != len(lines):
        raise ValueError(f'{path}: below the docstring belong "# score: 0", lines of "# says: …", at most one "# naive:"')
    naive_score = Decimal(naive[0]) if naive else None
    return Attack(path.parent.name, path.stem, source, Decimal(scores[0]), tuple(says), naive_score)


def paths() -> list[Path]:
    """Return the file of every attack of every theme."""
    return [path for path in sorted(HERE.glob("*/*.py")) if path.parent.name not in NO_THEMES]
