"""Empties attempts: the file and all that was said of it go, the scores and what they are made of stay."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from grader.db.models import Comment, JobState, Run, RunMistake, RunTest, SimilarPair, Submission
from grader.db.queries import forgetting

UNSYNCHRONISED = {"synchronize_session": False}
CLOSED = {"state": JobState.FAILED, "token": None, "fault": "service", "error_kind": "erased"}
"""What becomes of a run that had not ended: nobody's lease is the newest any more, so nothing is written back."""


def empty(session: Session, submission_ids: Sequence[int], now: datetime) -> int:
    """Empty those of these attempts that are not empty yet; return how many they were.

    The digest goes as well: whoever has a short file could prove by it who handed it in. Workers lock a run before a
    submission, and so does this: those who wait for each other in two orders would wait for ever.
    """
    close_runs(session, submission_ids, now)
    held = forgetting.hold(session, submission_ids)
    close_runs(session, held, now)  # one that was queued until the submissions were held
    its_runs = select(Run.id).where(Run.submission_id.in_(held))
    either = or_(SimilarPair.left_id.in_(held), SimilarPair.right_id.in_(held))
    for statement in (
        update(RunTest).where(RunTest.run_id.in_(its_runs)).values(message="", figures=[]),
        update(RunMistake).where(RunMistake.run_id.in_(its_runs)).values(text=""),
        update(Run).where(Run.submission_id.in_(held)).values(log="", error_message=None, seed=None),
        delete(Comment).where(Comment.submission_id.in_(held)),
        delete(SimilarPair).where(either),
        update(Submission).where(Submission.id.in_(held)).values(content=b"", digest="", erased_at=now),
    ):
        session.execute(statement, execution_options=UNSYNCHRONISED)
    return len(held)


def close_runs(session: Session, submission_ids: Sequence[int], now: datetime) -> None:
    """End the runs of these attempts that are waiting or under way."""
    not_ended = Run.submission_id.in_(submission_ids), Run.state == JobState.OPEN
    closed = update(Run).where(*not_ended).values(**CLOSED, finished_at=now)
    session.execute(closed, execution_options=UNSYNCHRONISED)
