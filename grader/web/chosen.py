"""The filters of the list of submissions that stand in no field of its form: in words, each with its way out."""

from collections.abc import Iterator
from dataclasses import dataclass

from grader.db.models import LineItem
from grader.db.queries import submissions as all_submissions
from grader.db.queries.submissions import Filter
from grader.domain.scoring import Outcome
from grader.web.clock import date
from grader.web.database import reading

OUTCOMES = {
    None: "Does not pass “{}”",
    Outcome.PASSED: "Passes “{}”",
    Outcome.FAILED: "Fails “{}”",
    Outcome.TIMED_OUT: "Is too slow in “{}”",
    Outcome.NOT_RUN: "“{}” was not run",
    Outcome.ERRORED: "“{}” could not be judged",
}


@dataclass(frozen=True)
class Chosen:
    """One filter."""

    words: str
    instead: str
    """What is shown without it."""
    names: tuple[str, ...]
    """Of the address; without them it is not asked for."""

    @property
    def removed(self) -> dict[str, None]:
        """What to change in the address."""
        return dict.fromkeys((*self.names, "page"))


def chosen(item: LineItem, wanted: Filter) -> list[Chosen]:
    """Return the filters of *wanted* that the form has no field for."""
    return [*_of_test(item, wanted), *_of_mistakes(item, wanted), *_of_attempts(wanted), *_of_arrival(wanted)]


def _of_test(item: LineItem, wanted: Filter) -> Iterator[Chosen]:
    if wanted.test:
        title = all_submissions.title_of_test(reading(), item.id, wanted.test) or wanted.test
        yield Chosen(OUTCOMES[wanted.outcome].format(title), "Any test", ("test", "outcome"))


def _of_mistakes(item: LineItem, wanted: Filter) -> Iterator[Chosen]:
    asked = {
        "mistake": (wanted.mistake, "Shows “{}”"),
        "got_over": (wanted.got_over, "Shows “{}” for the first time, and the next attempt does not"),
        "still": (wanted.still, "Still shows “{}”"),
    }
    for name, (slug, words) in asked.items():
        if slug:
            title = all_submissions.title_of_mistake(reading(), item.id, slug) or slug
            yield Chosen(words.format(title), "Any mistake", (name,))


def _of_attempts(wanted: Filter) -> Iterator[Chosen]:
    if wanted.fewest is not None:
        times = "once" if wanted.fewest == 1 else f"{wanted.fewest} times"
        more = "" if wanted.most else " or more often"
        yield Chosen(f"By students who have handed in {times}{more}", "However often", ("attempts",))


def _of_arrival(wanted: Filter) -> Iterator[Chosen]:
    if wanted.since or wanted.until:
        since = f" from {date(wanted.since)}" if wanted.since else ""
        until = f" before {date(wanted.until)}" if wanted.until else ""
        both = " and" if since and until else ""
        yield Chosen(f"Handed in{since}{both}{until}", "At any time", ("since", "until"))
