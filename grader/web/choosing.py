"""Which submissions an address asks for: ``?student=…&state=…&test=…&mistake=…&min=…&max=…&late=1&counting=1``."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from flask import Request

from grader.db.queries.submissions import Filter, Order, State

NAMES = "student", "state", "test", "mistake", "min", "max", "late", "counting", "missing", "sort"
SCORE = re.compile(r"\d{1,3}([.,]\d{1,2})?", re.ASCII)
LONGEST = 300


@dataclass(frozen=True)
class Choice:
    """What was asked for, as it was written and as it is understood."""

    written: dict[str, Any]
    """Those of NAMES that say something; they lead to the same choice again."""
    wanted: Filter
    order: Order | None
    is_missing: bool
    """Students who have handed in nothing are asked for, not submissions."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the address of *request*; what makes no sense asks for nothing."""
        written: dict[str, Any] = {
            name: request.args.get(name, "").strip()[:LONGEST].replace("\0", "") for name in NAMES
        }
        written = {name: text for name, text in written.items() if text}
        state, order = written.get("state"), written.get("sort")
        wanted = Filter(
            student=written.get("student", ""),
            state=State(state) if state in set(State) else None,
            test=written.get("test", ""),
            mistake=written.get("mistake", ""),
            lowest=score_of(written.get("min", "")),
            highest=score_of(written.get("max", "")),
            is_late=written.get("late") == "1",
            is_counting=written.get("counting") == "1",
        )
        return cls(written, wanted, Order(order) if order in set(Order) else None, written.get("missing") == "1")

    @property
    def problem(self) -> str:
        """What was not understood; empty if all was."""
        unread = any(name in self.written and score_of(self.written[name]) is None for name in ("min", "max"))
        return "A score is a number from 0 to 100, such as 87.5. What stood there was left out." if unread else ""

    def without(self, *names: str) -> dict[str, Any]:
        """Return what was written, but these."""
        return {name: text for name, text in self.written.items() if name not in names}


def score_of(text: str) -> Decimal | None:
    """Return a score that somebody typed, with a point or a comma; None if it is none."""
    return Decimal(text.replace(",", ".")) if SCORE.fullmatch(text) else None
