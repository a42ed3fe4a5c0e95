"""The attempts behind what became of a known mistake, one a student; the figures of a class count the same."""

from typing import Any

from sqlalchemy import Select, case, exists, func, select

from grader.db.models import Run, RunMistake, Submission
from grader.db.queries.figures import telling


def got_over(line_item_id: int, slug: str) -> Select[int]:
    """Select the first attempt of each student that shows the mistake, if the very next one does not."""
    history = _history(line_item_id, slug).subquery()
    is_first = history.c.shown_so_far == 1
    return select(history.c.id).where(history.c.shows == 1, is_first, history.c.next_shows == 0)


def still(line_item_id: int, slug: str) -> Select[int]:
    """Select the latest attempt of each student that tells something, if it shows the mistake."""
    history = _history(line_item_id, slug).subquery()
    return select(history.c.id).where(history.c.shows == 1, history.c.next_shows.is_(None))


def _history(line_item_id: int, slug: str) -> Select[Any]:
    """Select the attempts that tell something, each with whether it and the student's next one show the mistake."""
    found = exists().where(RunMistake.run_id == Run.id, RunMistake.misconception == slug)
    shown = telling(
        select(Submission.id, Submission.student_id, Submission.attempt, found.label("found")), line_item_id
    ).subquery()
    by_attempt: dict[str, Any] = {"partition_by": shown.c.student_id, "order_by": shown.c.attempt}
    shows = case((shown.c.found, 1), else_=0)
    return select(
        shown.c.id,
        shows.label("shows"),
        func.sum(shows).over(**by_attempt).label("shown_so_far"),
        func.lead(shows).over(**by_attempt).label("next_shows"),
    )
