"""Who may hand in for students, and what they sent."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, String, cast, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from grader.db.models import (
    Context,
    Enrolment,
    Identity,
    JobState,
    LineItem,
    Notice,
    ResourceLink,
    Role,
    Source,
    Submission,
    User,
)
from grader.domain.inbound import LAST_ID, OWN_PEOPLE, Announcement


def source(session: Session, source_id: int) -> Source | None:
    """Return the source with this id."""
    return session.get(Source, source_id)


def sources(session: Session, course_id: int) -> list[Source]:
    """Return the sources of a course, the oldest first."""
    return list(session.scalars(select(Source).where(Source.course_id == course_id).order_by(Source.id)))


def known(session: Session, notice: Notice) -> Notice | None:
    """Return what its sender has sent under the id of *notice*, or of the same submission."""
    theirs = Notice.source_id == notice.source_id, Notice.platform_id == notice.platform_id
    same = or_(Notice.webhook_id == notice.webhook_id, Notice.submission_key == notice.submission_key)
    found = select(Notice).where(*theirs, same)
    return session.scalars(found.order_by((Notice.webhook_id == notice.webhook_id).desc()).limit(1)).first()


def by_public_id(session: Session, public_id: str) -> Notice | None:
    """Return the notice that its sender knows by this id."""
    return session.scalar(select(Notice).where(Notice.public_id == public_id))


def notice(session: Session, notice_id: int, *, lock: bool = False) -> Notice | None:
    """Return the notice with this id; with *lock*, transactions that ask for it take turns."""
    return session.get(Notice, notice_id, with_for_update=lock or None)


def held(session: Session, notice_id: int, token: str) -> Notice | None:
    """Return a notice with its sender, if *token* is its newest lease."""
    its_lease = Notice.id == notice_id, Notice.token == token, Notice.state == JobState.OPEN
    sender = joinedload(Notice.source), joinedload(Notice.platform)
    return session.scalar(select(Notice).where(*its_lease).options(*sender))


def count(session: Session, course_id: int) -> int:
    """Return how many notices have come for a course."""
    return session.scalar(select(func.count()).select_from(Notice).where(Notice.course_id == course_id)) or 0


def page(session: Session, course_id: int, *, offset: int, limit: int) -> Sequence[Notice]:
    """Return some of these notices with what became of them, the newest first."""
    its = joinedload(Notice.submission)
    shown = (
        joinedload(Notice.source),
        joinedload(Notice.platform),
        its.joinedload(Submission.student),
        its.joinedload(Submission.line_item),
    )
    found = select(Notice).where(Notice.course_id == course_id).order_by(Notice.id.desc())
    return session.scalars(found.options(*shown).offset(offset).limit(limit)).all()


def line_item_meant(session: Session, course_id: int, said: Announcement) -> LineItem | None:
    """Return the line item of a course that an announcement means; the first way that finds just one decides.

    Our own id comes first, then links of LTI, by the id of the link and of the activity, then the activity as the slug
    of an assignment, or as our own id.
    """
    ways = (
        _by_id(said.line_item),
        _by_link(said.resource_link_id),
        _by_link(said.activity_id),
        LineItem.assignment == said.activity_id,
        _by_id(said.activity_id),
    )
    for way in ways:
        found = session.scalars(select(LineItem).where(LineItem.course_id == course_id, way).limit(2)).all()
        if len(found) == 1:
            return found[0]
    return None


def is_staff(session: Session, user: User) -> bool:
    """Say whether somebody is staff of any course, or an operator."""
    anywhere = select(Enrolment.id).where(Enrolment.user_id == user.id, Enrolment.role != Role.STUDENT)
    return user.is_operator or session.scalar(anywhere.limit(1)) is not None


def person(session: Session, issuer: str, subject: str) -> User | None:
    """Return who somebody of another system is here."""
    theirs = Identity.issuer == issuer, Identity.subject == subject
    return session.scalar(select(User).join(Identity, Identity.user_id == User.id).where(*theirs))


def names(user_id: int) -> ColumnElement[bool]:
    """Return the condition that a notice names somebody, as its own system calls them."""
    own = OWN_PEOPLE + cast(Notice.source_id, String)
    is_issuer = or_(Identity.issuer == Notice.body["platform"].as_string(), Identity.issuer == own)
    return exists().where(
        Identity.user_id == user_id, is_issuer, Identity.subject == Notice.body["user_id"].as_string()
    )


def _by_id(line_item_id: str) -> ColumnElement[bool]:
    return LineItem.id == int(line_item_id) if _is_id(line_item_id) else false()


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= LAST_ID


def _by_link(link_id: str) -> ColumnElement[bool]:
    """Return the condition that a link of this id, in a context of the same course, leads to a line item."""
    of_course = Context.course_id == LineItem.course_id
    links = select(ResourceLink.line_item_id).join(ResourceLink.context)
    return LineItem.id.in_(links.where(ResourceLink.resource_link_id == link_id, of_course))
