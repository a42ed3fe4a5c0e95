"""What other systems have sent: stored before it is answered, once."""

import secrets
from enum import StrEnum

from sqlalchemy.orm import Session
from urllib3.util import parse_url

from grader import outside
from grader.db.inserting import try_insert
from grader.db.models import JobState, Notice, Platform, Source, User, utc_now
from grader.db.queries import inbound as queries
from grader.db.queries import turns
from grader.domain.inbound import Announcement, WrongField, checked_id
from grader.errors import NotFound, Refused
from grader.services import audit
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action

PUBLIC_ID_BYTES = 16
TOLD = ("file_not_fetched", "service_error")
"""Kinds of our own faults that others may read about."""
ERASED = "erased"
"""Kind of the end of notices whose student has been erased."""


class Fate(StrEnum):
    """What has become of a notice, for those who sent it."""

    WAITING = "waiting"
    """The file is being fetched, or will be."""
    HANDED_IN = "handed_in"
    REFUSED = "refused"
    """By a rule that the student can do something about."""
    FAILED = "failed"
    """For another reason; staff see it."""


def receive(session: Session, sender: Source | Platform, course_id: int, webhook_id: str, said: Announcement) -> Notice:
    """Return the notice of what a sender says, stored; what came before, under either id, is the same one.

    What has failed by no fault of the student's is tried again with what is said now.

    Raises:
        WrongField: an id cannot be stored.
        Refused: another submission came under the same id of a message.

    """
    by = {"source_id": sender.id} if isinstance(sender, Source) else {"platform_id": sender.id}
    owner = f"{next(iter(by))}:{sender.id}"
    notice = Notice(
        **by,
        course_id=course_id,
        public_id=secrets.token_hex(PUBLIC_ID_BYTES),
        webhook_id=checked_id("webhook-id", webhook_id),
        submission_key=said.key,
        body=said.to_json(),
        owner=owner,
    )
    found = queries.known(session, notice)
    if found is None:
        notice.turn = turns.next_turn(session, Notice, owner)
        if not try_insert(session, notice):
            return receive(session, sender, course_id, webhook_id, said)
        return notice
    if found.submission_key != said.key:
        raise Refused("Another submission was announced under this webhook-id. Give each message an id of its own.")
    if fate_of(found) is Fate.FAILED and found.body:
        found.body = notice.body
        _open_again(session, found)
    return found


def check_source(source: Source, said: Announcement, *, allow_private: bool) -> None:
    """Check that a source speaks of its own people, and of files that may be fetched.

    Raises:
        WrongField: it does not.

    """
    if said.platform != source.issuer:
        raise WrongField("data.platform", f"This source speaks for {source.issuer} alone.")
    check_addresses(said, allow_private=allow_private)
    for position, asset in enumerate(said.assets):
        if parse_url(asset.url).host not in source.hosts:
            field = f"data.assets.{position}.url"
            raise WrongField(field, "The address is on a host from which no files are taken from this source.")


def check_addresses(said: Announcement, *, allow_private: bool) -> None:
    """Check that files can be fetched from where they are said to be, as far as that is known without asking.

    Raises:
        WrongField: one cannot.

    """
    for position, asset in enumerate(said.assets):
        field = f"data.assets.{position}.url"
        try:
            outside.check_address(asset.url, allow_private=allow_private)
        except Refused as error:
            raise WrongField(field, str(error)) from None
        if not (allow_private or asset.url.lower().startswith("https://")):
            raise WrongField(field, "The address must begin with https://.")


def fate_of(notice: Notice) -> Fate:
    """Return what has become of a notice."""
    if notice.state is JobState.OPEN:
        return Fate.WAITING
    if notice.state is JobState.DONE:
        return Fate.HANDED_IN
    return Fate.REFUSED if notice.fault == "student" else Fate.FAILED


def told(notice: Notice) -> str:
    """Return why a notice is not handed in, as its sender may know it; empty if nothing has gone wrong."""
    if notice.fault == "service" and notice.error_kind not in TOLD:
        return "Something went wrong on our side."
    return notice.error_message or ""


def try_again(session: Session, actor: User, course_id: int, notice_id: int) -> Notice:
    """Fetch and hand in once more what has failed or was refused.

    Raises:
        NotFound: there is no such notice in a course of the actor's.
        NotAllowed: the actor is no instructor of it.
        Refused: it has not failed, or its student has been erased.

    """
    require_instructor(session, actor, course_id)
    notice = queries.notice(session, notice_id, lock=True) if notice_id <= LAST_ID else None
    if notice is None or notice.course_id != course_id:
        raise NotFound("There is no such notice in this course.")
    if notice.state is not JobState.FAILED or not notice.body:
        raise Refused("This cannot be tried again: it has not failed, or its student has been erased.")
    _open_again(session, notice)
    audit.note(session, actor, course_id, Action.CHANGED_SETTINGS, f"Notice {notice.id}", change="tried again")
    return notice


def _open_again(session: Session, notice: Notice) -> None:
    notice.reopen(utc_now())
    notice.turn = turns.next_turn(session, Notice, notice.owner)
