"""From a notice to a submission: what is to be fetched, and handing it in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from grader.db.models import JobState, LineItem, Notice, Submission
from grader.db.queries import inbound as queries
from grader.domain.inbound import Announcement, Asset
from grader.errors import AuthorError, ServiceError
from grader.services import submissions
from grader.services.inbound.students import student_of


@dataclass(frozen=True)
class Errand:
    """What a worker has to fetch."""

    item: LineItem
    asset: Asset
    hosts: frozenset[str]
    """From which it may come."""
    bearer: str | None
    """Shown to the host of the first address."""


def errand(session: Session, notice_id: int, token: str) -> Errand | None:
    """Return what a notice asks for; None if *token* is not its newest lease, or it has been emptied.

    Raises:
        Refused: no single file of it can be a solution.
        AuthorError: nobody can tell which assignment it means.
        ServiceError: the assignment is being mended.

    """
    notice = queries.held(session, notice_id, token)
    if notice is None or not notice.body:
        return None
    said = Announcement.from_json(notice.body)
    source = notice.source
    hosts, bearer = (frozenset(source.hosts), source.bearer) if source else (frozenset[str](), None)
    return Errand(_item(session, notice, said), said.file, hosts, bearer)


def hand_in(session: Session, notice_id: int, token: str, content: bytes, *, max_kib: int, now: datetime) -> Submission:
    """Return the submission that a notice has become, by *content*; both or neither, and never two.

    Raises:
        StudentError: it is not taken; the message says why.
        ServiceError: *token* is not its newest lease any more; nothing may be kept of this transaction then.

    """
    notice = queries.held(session, notice_id, token)
    if notice is None or not notice.body:
        raise ServiceError("Somebody else has this notice now.")
    said = Announcement.from_json(notice.body)
    student, item = student_of(session, notice, said), _item(session, notice, said)
    stored = submissions.submit(session, student, item.id, content, max_kib, received_at=notice.received_at)
    session.flush()
    its_lease = Notice.id == notice_id, Notice.token == token, Notice.state == JobState.OPEN
    ended = {"state": JobState.DONE, "token": None, "finished_at": now, "submission_id": stored.id}
    forgotten = {"fault": None, "error_kind": None, "error_message": None}
    if session.scalar(update(Notice).where(*its_lease).values(ended | forgotten).returning(Notice.id)) is None:
        raise ServiceError("Somebody else has this notice now.")
    return stored


def _item(session: Session, notice: Notice, said: Announcement) -> LineItem:
    item = queries.line_item_meant(session, notice.course_id, said)
    if item is None:
        raise AuthorError(
            f"No assignment of this course is meant by activity “{said.activity_id}”, link “{said.resource_link_id}”."
        )
    if item.problem:
        raise ServiceError(f"“{item.title}” is closed while something in it is mended.")
    return item
