"""Comparisons of the submissions of a line item."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from grader.db.models import JobState, SimilarityReport, SimilarPair, User
from grader.db.queries import forgetting
from grader.db.queries import similarity as reports
from grader.domain.alike import Alike
from grader.errors import NotFound
from grader.services import audit
from grader.services.access import LAST_ID, staff_line_item
from grader.services.audit import Action

PRIORITY = 9
"""Behind everything that somebody waits for."""


def ask(session: Session, actor: User, line_item_id: int) -> SimilarityReport:
    """Return a new comparison, queued; the one that is still open, if there is one.

    Raises:
        NotFound: the actor is not in the line item's course, or it does not exist.
        NotAllowed: the actor is no staff of it.

    """
    line_item = staff_line_item(session, actor, line_item_id)
    newest = reports.newest(session, line_item_id)
    if newest and newest.state is JobState.OPEN:
        return newest
    report = SimilarityReport(line_item_id=line_item_id, priority=PRIORITY, owner="similarity")
    session.add(report)
    audit.note(session, actor, line_item.course_id, Action.COMPARED_SUBMISSIONS, line_item.title)
    session.flush()
    return report


def see_pair(session: Session, actor: User, pair_id: int) -> SimilarPair:
    """Return a pair with both submissions, their contents, students and line item; that it was seen is written down.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no staff of it.

    """
    pair = reports.pair(session, pair_id) if pair_id <= LAST_ID else None
    if pair is None:
        raise NotFound("There is no such pair any more: the submissions may have been compared anew.")
    line_item = staff_line_item(session, actor, pair.left.line_item_id)
    for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
        target = f"{one.label}, beside that of {other.student.name}"
        audit.note(session, actor, line_item.course_id, Action.VIEWED_COMPARISON, target, student_id=one.student_id)
    return pair


def store(
    session: Session, report_id: int, token: str, found: Sequence[Alike], *, compared: int, now: datetime
) -> bool:
    """Keep what was found in place of earlier reports; False, and nothing is written, when *token* is an old lease."""
    held = SimilarityReport.id == report_id, SimilarityReport.token == token, SimilarityReport.state == JobState.OPEN
    ended = {"state": JobState.DONE, "token": None, "finished_at": now, "compared": compared}
    kept = update(SimilarityReport).where(*held).values(ended).returning(SimilarityReport.line_item_id)
    line_item_id = session.scalar(kept, execution_options={"synchronize_session": False})
    if line_item_id is None:
        return False
    earlier = SimilarityReport.line_item_id == line_item_id, SimilarityReport.id < report_id
    session.execute(delete(SimilarPair).where(SimilarPair.report_id.in_(select(SimilarityReport.id).where(*earlier))))
    session.execute(delete(SimilarityReport).where(*earlier))
    whole = forgetting.still_whole(session, {side for each in found for side in (each.left, each.right)})
    kept_pairs = [each for each in found if {each.left, each.right} <= whole]  # some may have been erased meanwhile
    session.add_all(_pair(report_id, position, each) for position, each in enumerate(kept_pairs))
    session.flush()
    return True


def _pair(report_id: int, position: int, alike: Alike) -> SimilarPair:
    return SimilarPair(
        report_id=report_id,
        position=position,
        left_id=alike.left,
        right_id=alike.right,
        left_share=alike.left_share,
        right_share=alike.right_share,
        passages=[[*each.left, *each.right] for each in alike.passages],
    )
