"""The forms of an assignment's settings: what was typed, and what it means in the typist's zone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any, Self, TypeVar

from flask import Request

from grader.domain.gradebook import Counting
from grader.domain.item_rules import ItemRules
from grader.domain.local_times import moment, shown
from grader.domain.visibility import Shown
from grader.services.extensions import Grant

E = TypeVar("E", bound=StrEnum)
Read = Callable[[str, tzinfo], Any]
LONGEST = 2000
"""Characters of a field that are looked at, and shown again."""


@dataclass(frozen=True)
class Typed:
    """What stands in the fields, by their names."""

    values: Mapping[str, str]

    @classmethod
    def of_request(cls, request: Request) -> Self:
        """Read what *request* sent."""
        return cls({name: value[:LONGEST] for name, value in request.form.items()})

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def typed_rules(rules: ItemRules, zone: tzinfo) -> Typed:
    """Return the fields as they show *rules*."""
    return Typed(
        {
            "title": rules.title,
            "is_published": "on" if rules.is_published else "",
            "opens_at": shown(rules.opens_at, zone),
            "due_at": shown(rules.due_at, zone),
            "closes_at": shown(rules.closes_at, zone),
            "late_percent_per_day": str(rules.late_percent_per_day),
            "max_attempts": "" if rules.max_attempts is None else str(rules.max_attempts),
            "cool_down_s": str(rules.cool_down_s // 60),
            "counting": rules.counting.value,
            "tests_shown": rules.tests_shown.value,
            "are_scores_shown": "on" if rules.are_scores_shown else "",
        }
    )


def read_rules(typed: Typed, current: ItemRules, zone: tzinfo) -> tuple[ItemRules, dict[str, str]]:
    """Return the rules that were typed, and what is wrong with them by field.

    A field that shows what *current* has means exactly that, even where a field cannot show all of it, such as seconds.
    """
    unchanged, values, problems = typed_rules(current, zone), {}, {}
    for name, read in READERS.items():
        values[name] = getattr(current, name)
        if typed[name] != unchanged[name]:
            try:
                values[name] = read(typed[name], zone)
            except ValueError as error:
                problems[name] = str(error)
    rules = ItemRules(**values)
    return rules, rules.problems() | problems


def read_grant(typed: Typed, zone: tzinfo) -> tuple[Grant, dict[str, str]]:
    """Return the extension that was typed, and which fields cannot be read."""
    due_at, extra_attempts, problems = None, 0, {}
    try:
        due_at = moment(typed["due_at"], zone)
    except ValueError as error:
        problems["due_at"] = str(error)
    try:
        extra_attempts = _number(typed["extra_attempts"], zone)
    except ValueError as error:
        problems["extra_attempts"] = str(error)
    return Grant(due_at, extra_attempts, typed["reason"]), problems


def _title(text: str, _zone: tzinfo) -> str:
    return " ".join(text.split())


def _ticked(text: str, _zone: tzinfo) -> bool:
    return bool(text)


def _moment(text: str, zone: tzinfo) -> datetime | None:
    return moment(text, zone)


def _number(text: str, _zone: tzinfo) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise ValueError("Enter a whole number.")
    return int(text)


def _number_or_none(text: str, zone: tzinfo) -> int | None:
    return _number(text, zone) if text.strip() else None


def _minutes(text: str, zone: tzinfo) -> int:
    return _number(text, zone) * 60


def _one_of(kind: type[E]) -> Read:
    def read(text: str, _zone: tzinfo) -> E:
        if text not in list(kind):
            raise ValueError("Choose one of these.")
        return kind(text)

    return read


READERS: dict[str, Read] = {
    "title": _title,
    "is_published": _ticked,
    "opens_at": _moment,
    "due_at": _moment,
    "closes_at": _moment,
    "late_percent_per_day": _number,
    "max_attempts": _number_or_none,
    "cool_down_s": _minutes,
    "counting": _one_of(Counting),
    "tests_shown": _one_of(Shown),
    "are_scores_shown": _ticked,
}
