"""Where one student stands: their row of the gradebook."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from grader.db.models import Enrolment, LineItem, Result, Role, Run


@dataclass(frozen=True)
class Standing:
    """A cell of the gradebook."""

    result: Result | None = None
    """None: nothing has been handed in, and no score been given by hand."""
    latest: Run | None = None
    """The shown run of the newest attempt, with its submission."""

    @property
    def score(self) -> Decimal | None:
        """What counts; None: nothing has been graded yet."""
        return self.result.score if self.result else None

    @property
    def attempts(self) -> int:
        """How many there have been."""
        return self.result.attempts if self.result else 0

    @property
    def counting(self) -> int | None:
        """The attempt that counts."""
        return self.result.counting_attempt if self.result else None


@dataclass(frozen=True)
class ItemStanding:
    """A line item, and where one student stands in it."""

    line_item: LineItem
    standing: Standing


def overview(session: Session, student_id: int) -> list[ItemStanding]:
    """Return the published line items of all courses that somebody is a student of, and the standings.

    They come with their courses and by course, in the order of its line items.
    """
    taken = Enrolment.user_id == student_id, Enrolment.role == Role.STUDENT, LineItem.is_published
    found = select(LineItem).join(LineItem.course).join(Enrolment, Enrolment.course_id == LineItem.course_id)
    items = session.scalars(
        found.where(*taken).options(contains_eager(LineItem.course)).order_by(LineItem.course_id, LineItem.position)
    ).all()
    standings = _standings(session, student_id, [item.id for item in items])
    return [ItemStanding(item, standings.get(item.id, Standing())) for item in items]


def result(session: Session, line_item_id: int, student_id: int) -> Result | None:
    """Return a student's cell, without the runs; None: nothing has been handed in, and no score given by hand."""
    return session.get(Result, (line_item_id, student_id))


def _standings(session: Session, student_id: int, line_item_ids: list[int]) -> dict[int, Standing]:
    """Return by line item the standings that there are."""
    asked = Result.student_id == student_id, Result.line_item_id.in_(line_item_ids)
    results = session.scalars(select(Result).where(*asked)).all()
    newest = [each.latest_submission_id for each in results]
    found = select(Run).where(Run.submission_id.in_(newest), ~Run.is_trial).order_by(Run.id)
    latest = {run.submission_id: run for run in session.scalars(found.options(joinedload(Run.submission)))}
    return {each.line_item_id: Standing(each, latest.get(each.latest_submission_id or 0)) for each in results}
