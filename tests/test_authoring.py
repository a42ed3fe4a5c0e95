"""The guide for authors is true: what it quotes is there, and what an author can use is in it."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest

from grader.cli import _parser
from grader.exam import checks, figures
from grader.exam.assignment import KINDS, Limits
from grader.settings import ROOT

GUIDE = (ROOT / "docs" / "authoring.md").read_text()
QUOTED = re.findall(r"```(?:python|toml)\n(.*?)```", GUIDE, re.DOTALL)
SOURCES = [
    file.read_text()
    for folder in (ROOT / "assignments" / "gradient_descent", ROOT / "grader" / "cli" / "template")
    for file in folder.rglob("*")
    if file.suffix in {".py", ".toml", ".template"}
]


@pytest.mark.parametrize("passage", [part for block in QUOTED for part in block.split("\n\n")])
def test_what_is_quoted_is_there(passage: str) -> None:
    assert any(passage.rstrip() in source for source in SOURCES)


def test_every_limit_kind_check_and_picture_is_in_the_guide() -> None:
    public = [name for name, one in inspect.getmembers(checks, inspect.isfunction) if one.__module__ == checks.__name__]
    drawn = set(figures.__all__) - {"Figure", "gradient_errors", "standalone"}
    names = [*(field.name for field in fields(Limits)), *KINDS, *drawn, *public]
    assert "assert_close" in names
    assert [name for name in names if not name.startswith("_") and not re.search(rf"`{name}\b", GUIDE)] == []


def test_the_defaults_of_the_limits_are_true() -> None:
    assert [field.name for field in fields(Limits) if f"| `{field.name}` | {field.default} |" not in GUIDE] == []


def test_its_commands_and_files_exist() -> None:
    [subparsers] = [action for action in _parser()._actions if action.metavar == "COMMAND"]
    assert (
        set(re.findall(r"\.venv/bin/grader (\w+)", GUIDE)) == {"new", "audit", "check"} <= set(subparsers.choices or [])
    )
    files = re.findall(r"(?:reference|tests/submissions)/[a-z_/]+\.py", GUIDE)
    assert files
    assert [file for file in files if not Path(ROOT / file).exists()] == []
