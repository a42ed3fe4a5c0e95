"""The README tells of everything that a user can set."""

from dataclasses import fields
from pathlib import Path

from grader.cli import _parser
from grader.exam.assignment import KINDS, Limits
from grader.settings import ROOT, Settings

README = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_readme() -> None:
    assert [field.name for field in fields(Settings) if f"`{field.name.upper()}`" not in README] == []


def test_every_command_is_in_the_readme() -> None:
    [subparsers] = [action for action in _parser()._actions if action.metavar == "COMMAND"]
    commands = list(subparsers.choices or [])
    assert "check" in commands
    assert all(f"grader {command}" in README or f"make {command}" in README for command in commands)


def test_every_limit_and_kind_is_in_the_readme() -> None:
    names = [field.name for field in fields(Limits)] + list(KINDS)
    assert [name for name in names if f"`{name}`" not in README] == []


def test_every_picture_in_the_readme_exists() -> None:
    pictures = [part.split(")")[0] for part in README.split("](")[1:]]
    assert pictures
    assert [picture for picture in pictures if not Path(ROOT / picture).exists()] == []
