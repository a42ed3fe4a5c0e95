"""From a notice to a submission: what is to be fetched, and handing it in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session
from urllib3.util import parse_url

from grader.db.models import JobState, LineItem, Notice, Platform, Submission
from grader.db.queries import inbound as queries
from grader.domain.inbound import Announcement, Asset
from grader.domain.passing_back import Client
from grader.errors import AuthorError, ServiceError
from grader.services import submissions
from grader.services.inbound.students import student_of
from grader.services.lti import keys


@dataclass(frozen=True)
class Errand:
    """What a worker has to fetch."""

    item: LineItem
    asset: Asset
    hosts: frozenset[str]
    """From which it may come."""
    bearer: str | None
    """Shown to the host of the first address."""
    client: Client | None
    """Who we are at the platform that gives out a token for it; None: it is of no platform."""


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
    item, file, source, platform = _item(session, notice, said), said.file, notice.source, notice.platform
    if source:
        return Errand(item, file, frozenset(source.hosts), source.bearer, None)
    assert platform  # noqa: S101 - it has one or the other
    return Errand(item, file, _hosts(platform, file), None, keys.client(session, platform))


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


def _hosts(platform: Platform, file: Asset) -> frozenset[str]:
    """Return where files of a platform may come from: its own hosts, and the one that it has signed."""
    urls = platform.issuer, platform.auth_login_url, platform.auth_token_url, platform.key_set_url, file.url
    return frozenset(host for url in urls if (host := parse_url(url).host))


def _item(session: Session, notice: Notice, said: Announcement) -> LineItem:
    item = queries.line_item_meant(session, notice.course_id, said)
    if item is None:
        raise AuthorError(
            f"No assignment of this course is meant by activity “{said.activity_id}”, link “{said.resource_link_id}”."
        )
    if item.problem:
        raise ServiceError(f"“{item.title}” is closed while something in it is mended.")
    return item
