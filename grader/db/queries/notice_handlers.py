"""Platforms that are asked to tell of submissions: which are to be asked yet, and where it failed."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import Context, Deployment, JobState, NoticeHandler


def of_deployment(session: Session, deployment_id: int) -> NoticeHandler | None:
    """Return what a place in a platform is asked, held until the end of the transaction."""
    its = NoticeHandler.deployment_id == deployment_id
    return session.scalar(select(NoticeHandler).where(its).with_for_update())


def held(session: Session, handler_id: int, token: str) -> NoticeHandler | None:
    """Return what a platform is asked if *token* is its newest lease, with the platform; held until the end."""
    its = NoticeHandler.id == handler_id, NoticeHandler.token == token, NoticeHandler.state == JobState.OPEN
    found = (
        select(NoticeHandler)
        .join(NoticeHandler.deployment)
        .join(Deployment.platform)
        .options(contains_eager(NoticeHandler.deployment).contains_eager(Deployment.platform))
        .where(*its)
        .with_for_update(of=NoticeHandler)
    )
    return session.scalar(found.execution_options(populate_existing=True))


def failures(session: Session, course_id: int) -> list[str]:
    """Return why platforms of a course could not be asked, each reason once."""
    found = select(NoticeHandler.error_message).join(Context, Context.deployment_id == NoticeHandler.deployment_id)
    failed = found.where(Context.course_id == course_id, NoticeHandler.state == JobState.FAILED)
    return [words or "" for words in session.scalars(failed.distinct().order_by(NoticeHandler.error_message))]
