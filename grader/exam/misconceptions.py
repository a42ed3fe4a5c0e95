"""``assignments/<slug>/misconceptions/``: wrong submissions that the exam has to catch and to name.

Each is a complete submission with one mistake. Its docstring is what the student is told: a title, and a text below
it. The line after the docstring says which criteria it fails, and whether training converges all the same::

    # fails: gradient, shapes; training converges

"""

import ast
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import AuthorError
from grader.exam.assignment import NAME, Assignment
from grader.exam.report import Explanation, TestResult

CONVERGENCE = "convergence"
"""The criterion that asks whether training arrives."""

FAILS = re.compile(r"# fails: (?P<criteria>[a-z0-9_, ]+?)(?:; training (?P<verdict>converges|does not converge))?")


@dataclass(frozen=True)
class Misconception:
    """A known mistake."""

    file: Path
    title: str
    text: str
    fails: tuple[str, ...]
    """The criteria that it fails, whatever the seed."""

    @property
    def slug(self) -> str:
        """Its name."""
        return self.file.stem


def load(assignment: Assignment) -> list[Misconception]:
    """Return the misconceptions of *assignment*, in order of their names.

    Raises:
        AuthorError: one is not as it should be; the message names file and line.

    """
    files = sorted(_folder(assignment).glob("*.py"))
    return [_read(file, [criterion.name for criterion in assignment.criteria]) for file in files]


def explain(assignment: Assignment, tests: Iterable[TestResult]) -> tuple[Explanation, ...]:
    """Return what to tell of the mistakes that *tests* are named after, the one that explains most of them first."""
    named = Counter(slug for test in tests for slug in test.misconceptions)
    criteria = [criterion.name for criterion in assignment.criteria]
    told = [_read(_folder(assignment) / f"{slug}.py", criteria) for slug, _ in named.most_common()]
    trains = CONVERGENCE in criteria
    return tuple(
        Explanation(one.slug, one.title, one.text, CONVERGENCE not in one.fails if trains else None) for one in told
    )


def _folder(assignment: Assignment) -> Path:
    return assignment.folder / "misconceptions"


def _read(file: Path, criteria: list[str]) -> Misconception:
    try:
        source = file.read_text("utf-8")
        tree = ast.parse(source)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise AuthorError(f"{file}: {error}.") from None
    title, _, text = (ast.get_docstring(tree) or "").partition("\n")
    if not NAME.fullmatch(file.stem):
        raise AuthorError(f"{file}: the name of a misconception is lower-case letters, digits and _.")
    if not title or not text.strip():
        raise AuthorError(f"{file}:1: needs a docstring: a title, an empty line, and what to tell the student.")
    line = tree.body[0].end_lineno or 1
    fails = _fails(file, line + 1, source.splitlines()[line : line + 1], criteria)
    return Misconception(file, title.strip(), text.strip(), fails)


def _fails(file: Path, number: int, line: list[str], criteria: list[str]) -> tuple[str, ...]:
    """Return the criteria that the line after the docstring names."""
    match = FAILS.fullmatch(line[0].strip()) if line else None
    if not match:
        raise AuthorError(
            f"{file}:{number}: the line after the docstring has to be '# fails: criterion, criterion', "
            "and '; training converges' or '; training does not converge' behind it if a criterion is convergence."
        )
    names = tuple(name.strip() for name in match["criteria"].split(","))
    if unknown := [name for name in names if name not in criteria]:
        raise AuthorError(f"{file}:{number}: no criterion is called {unknown[0]!r}; there are {', '.join(criteria)}.")
    right = None
    if CONVERGENCE in criteria:
        right = "does not converge" if CONVERGENCE in names else "converges"
    if match["verdict"] != right:
        needed = f"has to end in '; training {right}'" if right else "cannot tell of training: nothing is trained"
        raise AuthorError(f"{file}:{number}: with these criteria, the line {needed}.")
    return names
