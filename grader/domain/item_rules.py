"""What an instructor may say of an assignment in a course, and what is wrong with it."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from grader.domain.gradebook import Counting
from grader.domain.visibility import Shown

LONGEST_TITLE = 200
MOST_ATTEMPTS = 1000
LONGEST_COOL_DOWN_S = 7 * 86400


@dataclass(frozen=True)
class ItemRules:
    """The settings of a line item, named as its columns."""

    title: str
    is_published: bool = True
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late_percent_per_day: int = 0
    max_attempts: int | None = None
    cool_down_s: int = 0
    counting: Counting = Counting.BEST
    tests_shown: Shown = Shown.FULL
    are_scores_shown: bool = True

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field; empty if nothing is."""
        rules = {
            "title": (
                self.title and len(self.title) <= LONGEST_TITLE and self.title.isprintable(),
                f"Enter a title, in at most {LONGEST_TITLE} characters.",
            ),
            "due_at": (_in_order(self.opens_at, self.due_at), "It is due before it opens. Choose a later time."),
            "late_percent_per_day": (0 <= self.late_percent_per_day <= 100, "Enter a whole number from 0 to 100."),
            "max_attempts": (
                self.max_attempts is None or 1 <= self.max_attempts <= MOST_ATTEMPTS,
                f"Enter a whole number from 1 to {MOST_ATTEMPTS}, or nothing for as many as one likes.",
            ),
            "cool_down_s": (
                0 <= self.cool_down_s <= LONGEST_COOL_DOWN_S,
                f"Enter a whole number of minutes, at most {LONGEST_COOL_DOWN_S // 60}.",
            ),
        }
        found = {name: message for name, (is_right, message) in rules.items() if not is_right}
        return found | self._closing()

    def changes(self, other: "ItemRules") -> list[str]:
        """Return the names of the fields in which *other* differs."""
        return [each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name)]

    def plain(self, names: list[str]) -> dict[str, str | int | bool | None]:
        """Return some fields as plain data."""
        return {name: _plain(getattr(self, name)) for name in names}

    def _closing(self) -> dict[str, str]:
        if self.closes_at and not _in_order(self.due_at, self.closes_at):
            return {"closes_at": "It closes before it is due. Choose a later time, or none."}
        if self.closes_at and not _in_order(self.opens_at, self.closes_at):
            return {"closes_at": "It closes before it opens. Choose a later time."}
        if self.tests_shown is Shown.AFTER_CLOSE and not (self.closes_at or self.due_at):
            return {
                "tests_shown": "It never closes, so the tests would never be shown. Enter a due date, or show less."
            }
        return {}


def _in_order(first: datetime | None, second: datetime | None) -> bool:
    return first is None or second is None or first <= second


def _plain(value: datetime | StrEnum | str | int | None) -> str | int | bool | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, StrEnum) else value
