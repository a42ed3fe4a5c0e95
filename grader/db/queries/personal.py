"""What is stored of one student, for them to have."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer

from grader.db.models import (
    AuditEvent,
    Comment,
    Context,
    Deployment,
    Endpoint,
    Extension,
    GradeEvent,
    Identity,
    Launch,
    LineItem,
    Message,
    Notice,
    Passback,
    Platform,
    PostedGrade,
    ResourceLink,
    Result,
    Run,
    RunTest,
    Source,
    Submission,
)
from grader.db.queries import inbound


def line_items(session: Session, course_id: int) -> list[LineItem]:
    """Return the line items of a course, in their order."""
    return list(session.scalars(select(LineItem).where(LineItem.course_id == course_id).order_by(LineItem.position)))


def results(session: Session, student_id: int, line_item_ids: Collection[int]) -> dict[int, Result]:
    """Return a student's cells of the gradebook, by line item."""
    found = select(Result).where(Result.student_id == student_id, Result.line_item_id.in_(line_item_ids))
    return {each.line_item_id: each for each in session.scalars(found)}


def extensions(session: Session, student_id: int, line_item_ids: Collection[int]) -> dict[int, Extension]:
    """Return what a student was granted, by line item."""
    found = select(Extension).where(Extension.student_id == student_id, Extension.line_item_id.in_(line_item_ids))
    return {each.line_item_id: each for each in session.scalars(found)}


def grade_events(session: Session, student_id: int, line_item_ids: Collection[int]) -> list[GradeEvent]:
    """Return what changed a student's grades, with who did it by hand, the oldest first."""
    found = select(GradeEvent).where(GradeEvent.student_id == student_id, GradeEvent.line_item_id.in_(line_item_ids))
    return list(session.scalars(found.order_by(GradeEvent.id).options(joinedload(GradeEvent.actor))))


def audit_events(session: Session, student_id: int, course_id: int) -> list[AuditEvent]:
    """Return who saw or did what with a student's work in a course, the oldest first."""
    found = select(AuditEvent).where(AuditEvent.student_id == student_id, AuditEvent.course_id == course_id)
    return list(session.scalars(found.order_by(AuditEvent.id).options(joinedload(AuditEvent.actor))))


def attempts(
    session: Session, student_id: int, line_item_ids: Collection[int], *, after: int, limit: int
) -> list[Submission]:
    """Return a student's attempts with all that is known of them, from the one after the id *after* on."""
    theirs = Submission.student_id == student_id, Submission.line_item_id.in_(line_item_ids), Submission.id > after
    runs = selectinload(Submission.runs)
    return list(
        session.scalars(
            select(Submission)
            .where(*theirs)
            .order_by(Submission.id)
            .limit(limit)
            .options(
                undefer(Submission.content),
                runs.undefer(Run.log),
                runs.selectinload(Run.tests).undefer(RunTest.figures),
                runs.selectinload(Run.mistakes),
            )
        )
    )


def comments(session: Session, submission_ids: Collection[int]) -> list[Comment]:
    """Return what staff said about submissions, with who said it, the oldest first."""
    found = select(Comment).where(Comment.submission_id.in_(submission_ids))
    return list(session.scalars(found.order_by(Comment.id).options(joinedload(Comment.author))))


def identities(session: Session, user_id: int, course_id: int | None = None) -> list[Identity]:
    """Return who somebody is in other systems; with *course_id*, in those that the course is connected with."""
    found = select(Identity).where(Identity.user_id == user_id).order_by(Identity.id)
    if course_id is not None:
        platforms = select(Platform.issuer).join(Deployment).join(Context).where(Context.course_id == course_id)
        sources = select(Source.issuer).where(Source.course_id == course_id)
        found = found.where(or_(Identity.issuer.in_(platforms), Identity.issuer.in_(sources)))
    return list(session.scalars(found))


def launches(session: Session, user_id: int) -> list[Launch]:
    """Return somebody's launches from platforms that are still stored, the oldest first."""
    platform = joinedload(Launch.deployment).joinedload(Deployment.platform)
    return list(session.scalars(select(Launch).where(Launch.user_id == user_id).order_by(Launch.id).options(platform)))


def posted_grades(session: Session, student_id: int, line_item_ids: Collection[int]) -> dict[int, PostedGrade]:
    """Return which scores other systems were told last of a student, by line item."""
    theirs = PostedGrade.student_id == student_id, PostedGrade.line_item_id.in_(line_item_ids)
    return {each.line_item_id: each for each in session.scalars(select(PostedGrade).where(*theirs))}


def passbacks(session: Session, student_id: int, line_item_ids: Collection[int]) -> list[Passback]:
    """Return what platforms were sent of a student's grades, with their links and platforms."""
    link = contains_eager(Passback.resource_link)
    platform = link.joinedload(ResourceLink.context).joinedload(Context.deployment).joinedload(Deployment.platform)
    theirs = Passback.student_id == student_id, ResourceLink.line_item_id.in_(line_item_ids)
    found = select(Passback).join(Passback.resource_link).where(*theirs).options(link, platform)
    return list(session.scalars(found.order_by(Passback.id)))


def messages(session: Session, student_id: int, course_id: int) -> list[Message]:
    """Return the messages about a student to the endpoints of a course, the oldest first."""
    found = select(Message).join(Message.endpoint).options(contains_eager(Message.endpoint))
    found = found.where(Message.student_id == student_id, Endpoint.course_id == course_id)
    return list(session.scalars(found.order_by(Message.id)))


def notices(session: Session, student_id: int, course_id: int) -> list[Notice]:
    """Return what other systems announced for a student in a course, with what it became, the oldest first.

    What was handed in is about whose submission it is; the rest is about whom it names.
    """
    unclaimed = Notice.submission_id.is_(None) & inbound.names(student_id)
    loaded = contains_eager(Notice.submission), joinedload(Notice.source), joinedload(Notice.platform)
    found = select(Notice).outerjoin(Notice.submission).options(*loaded)
    found = found.where(Notice.course_id == course_id, or_(Submission.student_id == student_id, unclaimed))
    return list(session.scalars(found.order_by(Notice.id)))
