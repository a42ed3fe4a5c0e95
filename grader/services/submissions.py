"""Handing in."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from grader.db.models import JobState, LineItem, Run, Submission, User, utc_now
from grader.db.queries import attempts, turns
from grader.db.queries import rules as all_rules
from grader.domain.solution import check_source
from grader.domain.times import in_words
from grader.errors import Refused
from grader.services import announcing, reports, results
from grader.services.access import see_line_item

INTERACTIVE = 0
"""Priority of a run that somebody is waiting for."""

CLOSED = (
    "This assignment is closed for now: something in it needs mending, and your instructor knows. "
    "It opens again by itself; keep your file until then."
)


def submit(
    session: Session,
    actor: User,
    line_item_id: int,
    content: bytes,
    max_kib: int,
    *,
    received_at: datetime | None = None,
) -> Submission:
    """Return the actor's next attempt at a line item, with its run queued.

    The same content again while its run is open is the same attempt: somebody clicked twice. It counts as handed in
    now, or at *received_at*, when we heard of what had to be fetched first.

    Raises:
        NotFound: the actor is not in the line item's course, or it does not exist.
        Refused: a date or a limit is against it, or the assignment is broken.
        SubmissionError: the bytes cannot be a solution.

    """
    line_item, role = see_line_item(session, actor, line_item_id, lock=True)  # two tabs get two numbers
    check_source(content, max_kib)
    digest = hashlib.sha256(content).hexdigest()
    last = attempts.last_attempt(session, line_item.id, actor.id)
    if last and last.digest == digest and last.shown_run.state is JobState.OPEN:
        return last
    if line_item.problem:
        raise Refused(CLOSED)
    received_at = received_at or utc_now()
    if not role.is_staff:
        _check_rules(session, actor, line_item, last, received_at)
    owner = f"user:{actor.id}"
    submission = Submission(
        line_item_id=line_item.id,
        student_id=actor.id,
        attempt=last.attempt + 1 if last else 1,
        content=content,
        digest=digest,
        received_at=received_at,
        runs=[
            Run(priority=INTERACTIVE, owner=owner, turn=turns.next_turn(session, Run, owner), family=str(line_item.id))
        ],
    )
    session.add(submission)
    results.refresh(session, line_item.id, actor.id)
    announcing.received(session, submission)
    reports.want(session, line_item.id)
    return submission


def _check_rules(session: Session, actor: User, line_item: LineItem, last: Submission | None, now: datetime) -> None:
    """Refuse what comes too early, too late, too often or too soon after the last attempt."""
    zone = actor.time_zone
    rules = all_rules.of_student(session, actor.id, [line_item])[line_item.id]
    if rules.opens_at and now < rules.opens_at:
        raise Refused(f"This assignment opens on {in_words(rules.opens_at, zone)}.")
    if rules.last_moment and now > rules.last_moment:
        raise Refused(f"The deadline was {in_words(rules.last_moment, zone)}. Nothing can be handed in after it.")
    if rules.max_attempts is not None:
        used = attempts.used(session, actor.id, [line_item.id]).get(line_item.id, 0)
        if rules.attempts_left(used) == 0:
            raise Refused(f"You have used all your attempts here: {used} of {rules.max_attempts}.")
    if last and last.shown_run.state is JobState.FAILED:
        return
    again_at = rules.next_attempt_at(last.received_at if last else None)
    if again_at and now < again_at:
        raise Refused(
            f"The next attempt can be handed in from {in_words(again_at, zone)}. Use the time to check your code."
        )
