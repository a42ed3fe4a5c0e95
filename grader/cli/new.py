"""``grader new``: lays out an assignment that is small, complete, and passes its audit."""

import argparse
import keyword
import tempfile
from pathlib import Path

from grader.errors import AuthorError
from grader.exam.assignment import NAME
from grader.settings import Settings

TEMPLATE = Path(__file__).with_name("template")
"""Laid out as the root is. No file in it ends in ``.py``, so that no tool takes it for one of ours."""

MAX_SLUG = 64
"""What the database keeps."""


def new(settings: Settings, options: argparse.Namespace) -> int:
    """Lay out the assignment and print what was made, and what to do next."""
    slug: str = options.slug
    made = lay_out(settings.assignments_dir, slug)
    print("Made a whole assignment, with a tiny example in it. Put yours in its place:")
    for path in made:
        print(f"  {_shown(path)}")
    print("Next:")
    print(f"  .venv/bin/grader audit {slug} --seeds 5")
    print(f"  .venv/bin/grader check {slug} {_shown(_places(settings.assignments_dir, slug)[1])}")
    print("The guide is docs/authoring.md.")
    return 0


def lay_out(assignments_dir: Path, slug: str) -> list[Path]:
    """Write the files of a new assignment, and return their paths: all of them, or none.

    Raises:
        AuthorError: the name cannot be used, something is there already, or it cannot be written.

    """
    _check(assignments_dir, slug)
    root = assignments_dir.parent
    try:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as folder:
            draft = Path(folder)
            made = _write(draft, slug)
            _move(draft, root, [place.relative_to(root) for place in _places(assignments_dir, slug)])
        # Without this file, tests would import the package `reference` of the grader itself.
        (root / "reference" / "__init__.py").touch()
    except OSError as error:
        raise AuthorError(f"{error.filename or root}: cannot be written: {error.strerror}.") from error
    return [root / path for path in made]


def _check(assignments_dir: Path, slug: str) -> None:
    if not NAME.fullmatch(slug) or len(slug) > MAX_SLUG or keyword.iskeyword(slug):
        raise AuthorError(
            f"{slug!r} cannot be a name: it has to start with a letter, and to be lower-case letters, digits and _, "
            f"at most {MAX_SLUG}; and no word of Python's own."
        )
    if assignments_dir.name != "assignments":
        raise AuthorError(f"{assignments_dir}: has to be called assignments: tests import assignments.{slug}.tests.")
    for place in _places(assignments_dir, slug):
        if place.exists():
            raise AuthorError(f"{place}: is there already; nothing was changed.")


def _places(assignments_dir: Path, slug: str) -> tuple[Path, Path, Path]:
    """Return what an assignment consists of; its folder last, for it makes it one."""
    root = assignments_dir.parent
    return root / "tests" / "submissions" / slug, root / "reference" / f"{slug}.py", assignments_dir / slug


def _write(draft: Path, slug: str) -> list[Path]:
    """Fill in the template, below *draft*; return what was written, relative to it."""
    written = []
    for source in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        path = Path(_filled(str(source.relative_to(TEMPLATE)), slug).removesuffix(".template"))
        (draft / path).parent.mkdir(parents=True, exist_ok=True)
        (draft / path).write_text(_filled(source.read_text("utf-8"), slug), "utf-8")
        written.append(path)
    return written


def _filled(text: str, slug: str) -> str:
    return text.replace("SLUG", slug).replace("TITLE", slug.replace("_", " ").capitalize())


def _move(draft: Path, root: Path, places: list[Path]) -> None:
    """Move *places*, none of which is there yet, from *draft* to *root*: all of them, or none."""
    moved: list[Path] = []
    try:
        for place in places:
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            (draft / place).rename(root / place)
            moved.append(place)
    except OSError:
        for place in moved:
            (root / place).rename(draft / place)
        raise


def _shown(path: Path) -> Path:
    """Return *path* as short as it can be typed here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
