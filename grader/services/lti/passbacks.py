"""Grades for platforms: wanted in the transaction that changes them, and open until the platform has them.

What is sent is the newest score at the time of sending, so two quick changes can neither cross nor be lost: a change
while the score is on its way has it sent again.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from grader.db.models import JobState, Passback, ResourceLink, User, utc_now
from grader.db.queries import lms_grades
from grader.db.queries import passbacks as queries
from grader.db.queries.members import CHUNK
from grader.db.queries.passbacks import Wanted
from grader.domain.passing_back import Client, Column, Failure, Score, is_hopeless, next_timestamp, pause
from grader.domain.retrying import chance
from grader.errors import NotFound
from grader.services import audit
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.services.lti import keys

PRIORITY = 3
"""Before regrades, behind what somebody waits for."""
REST = timedelta(minutes=5)
"""For the others of a link, when its platform did not answer."""
UNSYNCHRONISED = {"synchronize_session": False}


@dataclass(frozen=True)
class Letter:
    """What is to be sent, and to whom."""

    client: Client
    resource_link_id: int
    column: Column
    scopes: tuple[str, ...]
    score: Score


def want(session: Session, line_item_id: int, student_ids: Collection[int]) -> None:
    """Have the platforms that a line item is linked from know the scores of these students as they are now.

    Nothing happens for whom a platform does not know, and for a score that it has.
    """
    session.flush()
    everybody = sorted(student_ids)
    for first in range(0, len(everybody), CHUNK):
        found = queries.wanted(session, line_item_id, everybody[first : first + CHUNK])
        if found:
            _want(session, {(each.resource_link_id, each.student_id): each for each in found})


def write(session: Session, passback_id: int, token: str, now: datetime) -> Letter | None:
    """Return what is to be sent; None if nothing is, or *token* is not the newest lease.

    The time that the score is sent with is written down before: no later try will have the same one.
    """
    row = queries.held(session, passback_id, token)
    if row is None:
        return None
    link = row.resource_link
    platform = link.context.deployment.platform
    if link.line_item is None or platform.retired_at:
        row.finish(now)
        return None
    seen = queries.visible(session, link.line_item.id, row.student_id)
    if seen is None:  # hidden just now: it waits until students see it again
        row.put_off(now)
        return None
    score = Score(row.subject, seen.score, next_timestamp(row.score_timestamp, now), seen.submitted_at)
    row.is_stale, row.score_timestamp = False, score.timestamp
    column = Column(
        link.ags_line_item_url,
        link.ags_line_items_url,
        link.resource_link_id,
        str(link.line_item.id),
        link.line_item.title,
    )
    return Letter(keys.client(session, platform), link.id, column, tuple(link.ags_scopes), score)


def column_found(session: Session, resource_link_id: int, url: str) -> None:
    """Keep the address of the column that a link has in its platform's gradebook."""
    link = update(ResourceLink).where(ResourceLink.id == resource_link_id, ResourceLink.ags_line_item_url.is_(None))
    session.execute(link.values(ags_line_item_url=url), execution_options=UNSYNCHRONISED)


def taken(session: Session, passback_id: int, token: str, score: Score, now: datetime) -> bool:
    """Write down that the platform has *score*; False, and nothing is written, when *token* is not the newest lease."""
    row = queries.held(session, passback_id, token)
    if row is None:
        return False
    row.sent_score, row.sent_at = score.score, now
    row.times_failed, row.last_error, row.last_error_at = 0, "", None
    if row.is_stale and _is_another(session, row):
        _reopen(row, now)
    else:
        row.finish(now)
    return True


def failed(session: Session, passback_id: int, token: str, failure: Failure, now: datetime) -> str:
    """Let a score be sent again later, or give it up; return which: "put_off", "given_up" or "lease_lost"."""
    row = queries.held(session, passback_id, token)
    if row is None:
        return "lease_lost"
    is_over = is_hopeless(failure, row.times_failed + 1, row.error_kind) and not row.is_stale
    row.times_failed += 1
    row.last_error, row.last_error_at, row.error_kind = failure.words, now, failure.kind
    if not is_over:
        row.put_off(now + pause(failure, row.times_failed, chance()))
        if failure.kind == "unreachable":
            _put_off_link(session, row, now + REST)
        return "put_off"
    row.give_up(now)
    if failure.is_of_column:
        _give_up_link(session, row, now)
    return "given_up"


def send_again(session: Session, actor: User, course_id: int, passback_id: int | None = None) -> int:
    """Have one grade of a course sent again, or all that were not taken the last time; return how many that are.

    Raises:
        NotFound: the actor is not in the course, or there is no such grade in it.
        NotAllowed: the actor is no instructor of it.

    """
    course = require_instructor(session, actor, course_id)
    rows = lms_grades.to_send_again(session, course_id, passback_id) if (passback_id or 0) <= LAST_ID else []
    if passback_id is not None and not rows:
        raise NotFound("There is no such grade on its way in this course.")
    for row in rows:
        _send_again(row, utc_now())
    if rows:
        only = rows[0].student_id if passback_id else None
        audit.note(session, actor, course_id, Action.SENT_AGAIN, course.title, student_id=only, grades=len(rows))
    return len(rows)


def _send_again(row: Passback, now: datetime) -> None:
    if row.state is JobState.OPEN and row.token is not None:
        row.is_stale = True
    else:
        _reopen(row, now)


def _want(session: Session, wishes: dict[tuple[int, int], Wanted]) -> None:
    there = {(row.resource_link_id, row.student_id): row for row in queries.of_links(session, wishes.values())}
    now = utc_now()
    for place, row in there.items():
        if place in wishes:
            _renew(row, wishes[place], now)
    new = [each for place, each in wishes.items() if place not in there and each.score is not None]
    if not new:
        return
    try:
        with session.begin_nested():
            session.execute(insert(Passback), list(_rows(new, now)))
    except IntegrityError:  # another transaction did it first
        _want(session, wishes)


def _rows(wishes: Iterable[Wanted], now: datetime) -> Iterable[dict[str, object]]:
    for each in wishes:
        place = {"resource_link_id": each.resource_link_id, "student_id": each.student_id, "subject": each.subject}
        turns = {"priority": PRIORITY, "owner": "passbacks", "family": f"link:{each.resource_link_id}"}
        yield {**place, **turns, "wanted_at": now, "due": now}


def _renew(row: Passback, wish: Wanted, now: datetime) -> None:
    row.subject = wish.subject
    has_it = row.state is JobState.DONE and row.sent_score == wish.score
    if has_it:
        return
    row.wanted_at = now
    if row.state is JobState.OPEN:
        row.is_stale = row.token is not None
    else:
        _reopen(row, now)


def _reopen(row: Passback, now: datetime) -> None:
    row.reopen(now)
    row.times_failed = 0


def _is_another(session: Session, row: Passback) -> bool:
    """Say whether students see another score by now than the one that was sent."""
    item_id = row.resource_link.line_item_id
    seen = queries.visible(session, item_id, row.student_id) if item_id else None
    return seen is not None and seen.score != row.sent_score


def _put_off_link(session: Session, row: Passback, until: datetime) -> None:
    """Let all that wait for the same column wait a little: each that a silent platform is asked for takes a slot."""
    waiting = Passback.resource_link_id == row.resource_link_id, Passback.state == JobState.OPEN
    others = update(Passback).where(*waiting, Passback.token.is_(None), Passback.id != row.id, Passback.due < until)
    session.execute(others.values(due=until), execution_options=UNSYNCHRONISED)


def _give_up_link(session: Session, row: Passback, now: datetime) -> None:
    """Give up all that wait for the same column: none of them would be taken."""
    waiting = Passback.resource_link_id == row.resource_link_id, Passback.state == JobState.OPEN
    told = {"last_error": row.last_error, "last_error_at": now, "error_kind": row.error_kind}
    ended = {"state": JobState.FAILED, "finished_at": now, **told}
    others = update(Passback).where(*waiting, Passback.token.is_(None), Passback.id != row.id)
    session.execute(others.values(ended), execution_options=UNSYNCHRONISED)
