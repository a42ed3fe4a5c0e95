"""``assignments/<slug>/`` -> Assignment; one clear error for each mistake in it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from grader.domain.scoring import MAX_SCORE
from grader.errors import AuthorError, NotFound
from grader.exam.returned import Kind, Returned

KINDS: tuple[Kind, ...] = get_args(Kind)
T = TypeVar("T")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Limits:
    """How long and how much, for one run."""

    load_timeout_s: float = 10
    """Importing the student's file."""
    call_timeout_s: float = 10
    """One call of one of its functions."""
    test_timeout_s: float = 60
    """All calls of one test."""
    run_timeout_s: float = 180
    """All tests."""
    memory_mib: int = 512


@dataclass(frozen=True)
class Function:
    """A function of the student's that the exam may call."""

    name: str
    arguments: tuple[str, ...]
    returns: tuple[Returned, ...]
    call_timeout_s: float

    @property
    def signature(self) -> str:
        """What the student reads: ``forward(params, X)``."""
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True)
class Criterion:
    """A line of the rubric; its tests share its points equally."""

    name: str
    title: str
    points: int


@dataclass(frozen=True)
class Assignment:
    """An exam and what belongs to it."""

    slug: str
    folder: Path
    title: str
    summary: str
    limits: Limits
    functions: Mapping[str, Function]
    criteria: tuple[Criterion, ...]

    @property
    def spec(self) -> str:
        """The Markdown that the student studies from."""
        return (self.folder / "spec.md").read_text("utf-8")

    @property
    def starter(self) -> str:
        """The Python file that the student starts from."""
        return (self.folder / "starter.py").read_text("utf-8")

    @property
    def samples(self) -> str:
        """The visible tests that the student runs at home."""
        return (self.folder / "samples.py").read_text("utf-8")

    @property
    def reference(self) -> Path:
        """The file with the right solution."""
        return self.folder.parent.parent / "reference" / f"{self.slug}.py"


def slugs(assignments_dir: Path) -> list[str]:
    """Return the slugs of all assignments, in order."""
    return sorted(path.parent.name for path in assignments_dir.glob("*/assignment.toml"))


def load(assignments_dir: Path, slug: str) -> Assignment:
    """Return the assignment *slug*.

    Raises:
        NotFound: there is none of this name; the message lists those that there are.
        AuthorError: something is wrong in its folder; the message names the file and the key.

    """
    if slug not in slugs(assignments_dir):
        known = ", ".join(slugs(assignments_dir)) or "none"
        raise NotFound(f"There is no assignment {slug!r}. There are: {known}.")
    folder = assignments_dir / slug
    reader = _Reader(folder / "assignment.toml")
    assignment = reader.assignment(slug)
    needed = [*(folder / name for name in ("spec.md", "starter.py", "samples.py", "tests")), assignment.reference]
    for path in needed:
        if not path.exists():
            raise AuthorError(f"{path}: missing. docs/authoring.md says what belongs in it.")
    return assignment


class _Reader:
    """Reads one ``assignment.toml``; every complaint names it and the key."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def assignment(self, slug: str) -> Assignment:
        table = self.table()
        self.only(table, "", {"title", "summary", "limits", "functions", "criteria"})
        limits = self.limits(table.get("limits", {}), "limits", Limits())
        functions = self.need(table, "", "functions", dict)
        criteria = self.need(table, "", "criteria", list)
        return Assignment(
            slug=slug,
            folder=self.path.parent,
            title=self.need(table, "", "title", str),
            summary=self.need(table, "", "summary", str),
            limits=limits,
            functions={name: self.function(name, entry, limits) for name, entry in functions.items()},
            criteria=self.criteria(criteria),
        )

    def table(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise AuthorError(f"{self.path}: {error}.") from None

    def function(self, name: str, entry: dict[str, Any], limits: Limits) -> Function:
        key = f"functions.{name}"
        self.only(entry, key, {"arguments", "returns", "limits"})
        own = self.limits(entry.get("limits", {}), f"{key}.limits", limits)
        return Function(
            name=name,
            arguments=tuple(self.need(entry, key, "arguments", list)),
            returns=tuple(self.returned(text, key) for text in self.need(entry, key, "returns", list)),
            call_timeout_s=own.call_timeout_s,
        )

    def returned(self, text: Any, key: str) -> Returned:
        name, _, kind = str(text).partition(": ")
        if kind not in KINDS:
            raise self.error(f"{key}.returns", f"{text!r} is not 'name: kind' with a kind of {', '.join(KINDS)}")
        return Returned(name, kind)

    def criteria(self, entries: list[dict[str, Any]]) -> tuple[Criterion, ...]:
        criteria = []
        for position, entry in enumerate(entries):
            key = f"criteria[{position}]"
            self.only(entry, key, {"name", "title", "points"})
            name, title = self.need(entry, key, "name", str), self.need(entry, key, "title", str)
            points = self.need(entry, key, "points", int)
            if not NAME.fullmatch(name) or points < 1:
                raise self.error(key, "a name is lower-case letters, digits and _; points are above zero")
            criteria.append(Criterion(name, title, points))
        if len({criterion.name for criterion in criteria}) < len(criteria):
            raise self.error("criteria", "two criteria have the same name")
        if (points := sum(criterion.points for criterion in criteria)) != MAX_SCORE:
            raise self.error("criteria", f"the points sum to {points}, not {MAX_SCORE}")
        return tuple(criteria)

    def limits(self, table: dict[str, Any], key: str, default: Limits) -> Limits:
        self.only(table, key, {field.name for field in fields(Limits)})
        for name, value in table.items():
            if not isinstance(value, int | float) or not value > 0:
                raise self.error(f"{key}.{name}", "a limit is a number above zero")
        return replace(default, **table)

    def need(self, table: dict[str, Any], key: str, name: str, kind: type[T]) -> T:
        value = table.get(name)
        if not isinstance(value, kind) or not value:
            raise self.error(f"{key}.{name}".lstrip("."), f"missing, empty or not of type {kind.__name__}")
        return value

    def only(self, table: dict[str, Any], key: str, known: set[str]) -> None:
        if unknown := sorted(table.keys() - known):
            raise self.error(f"{key}.{unknown[0]}".lstrip("."), f"unknown key; known: {', '.join(sorted(known))}")

    def error(self, key: str, what: str) -> AuthorError:
        return AuthorError(f"{self.path}: {key}: {what}.")
