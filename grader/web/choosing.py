"""Which submissions an address asks for: ``?student=…&state=…&test=…&outcome=…&mistake=…&min=…&max=…&counting=1``."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

from flask import Request

from grader.db.queries.submissions import Filter, Order, State, Turn
from grader.domain.scoring import Outcome

IN_WORDS = "test", "outcome", "mistake", "got_over", "still", "attempts", "since", "until"
"""The form has no field for these."""
NAMES = "student", "state", *IN_WORDS, "which", "min", "max", "late", "counting", "missing", "sort"
SCORE = re.compile(r"\d{1,3}([.,]\d{1,2})?", re.ASCII)
ATTEMPTS = re.compile(r"(\d{1,4})(-?)", re.ASCII)
MOMENT = "%Y-%m-%dT%H:%MZ"
YEARS = range(2000, 2101)
"""Beyond them, a moment may not exist in every zone."""
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
        outcome, which = written.get("outcome"), written.get("which")
        fewest, most = attempts_of(written.get("attempts", ""))
        wanted = Filter(
            student=written.get("student", ""),
            state=State(state) if state in set(State) else None,
            test=written.get("test", ""),
            outcome=Outcome(outcome) if outcome in set(Outcome) else None,
            mistake=written.get("mistake", ""),
            got_over=written.get("got_over", ""),
            still=written.get("still", ""),
            lowest=score_of(written.get("min", "")),
            highest=score_of(written.get("max", "")),
            since=moment_of(written.get("since", "")),
            until=moment_of(written.get("until", "")),
            turn=Turn(which) if which in set(Turn) else Turn.LATEST if fewest is not None else None,
            fewest=fewest,
            most=most,
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


def attempts_of(text: str) -> tuple[int | None, int | None]:
    """Return the fewest and the most attempts that ``3`` or ``10-`` means; None for no limit."""
    if not (found := ATTEMPTS.fullmatch(text)):
        return None, None
    return int(found[1]), None if found[2] else int(found[1])


def moment_of(text: str) -> datetime | None:
    """Return the moment that ``2026-11-21T12:00Z`` means; None if it means none."""
    try:
        at = datetime.strptime(text, MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return at if at.year in YEARS else None


def moment_text(at: datetime) -> str:
    """Return *at* as :func:`moment_of` reads it."""
    return f"{at.astimezone(UTC):{MOMENT}}"
