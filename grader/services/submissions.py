"""Handing in."""

import hashlib

from sqlalchemy.orm import Session

from grader.db.models import JobState, LineItem, Run, Submission, User, utc_now
from grader.db.queries import attempts, people
from grader.domain.solution import check_source
from grader.errors import NotFound, Refused
from grader.services.access import see_line_item

INTERACTIVE = 0
"""Priority of a run that somebody is waiting for."""

CLOSED = (
    "This assignment is closed for now: something in it needs mending, and your instructor knows. "
    "It opens again by itself; keep your file until then."
)


def submit(session: Session, actor: User, line_item_id: int, content: bytes, max_kib: int) -> Submission:
    """Return the actor's next attempt at a line item, with its run queued.

    The same content again while its run is open is the same attempt: somebody clicked twice.

    Raises:
        NotFound: the actor is not in the line item's course, or it does not exist.
        Refused: the deadline has passed, or the assignment is broken.
        SubmissionError: the bytes cannot be a solution.

    """
    line_item, _ = see_line_item(session, actor, line_item_id)
    _check_open(line_item)
    check_source(content, max_kib)
    digest = hashlib.sha256(content).hexdigest()
    _take_turns(session, actor, line_item)
    last = attempts.last_attempt(session, line_item.id, actor.id)
    if last and last.digest == digest and any(run.state is JobState.OPEN for run in last.runs):
        return last
    submission = Submission(
        line_item_id=line_item.id,
        student_id=actor.id,
        attempt=last.attempt + 1 if last else 1,
        content=content,
        digest=digest,
        runs=[Run(priority=INTERACTIVE, owner=f"user:{actor.id}")],
    )
    session.add(submission)
    session.flush()
    return submission


def _check_open(line_item: LineItem) -> None:
    if line_item.problem:
        raise Refused(CLOSED)
    due = line_item.due_at
    if due and utc_now() > due:
        raise Refused(f"The deadline was {due:%d %B %Y, %H:%M} UTC. Nothing can be handed in after it.")


def _take_turns(session: Session, actor: User, line_item: LineItem) -> None:
    """Hold the actor's enrolment until the end of the transaction: two tabs get two numbers."""
    if people.enrolment(session, actor.id, line_item.course_id, lock=True) is None:
        raise NotFound("You are no longer in this course.")
