"""Lists of people that platforms keep: which are to be fetched, and what became of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import Context, Deployment, JobState, Platform, RosterSync


def of_context(session: Session, context_id: int) -> RosterSync | None:
    """Return the fetching of a context's list, held until the end of the transaction."""
    return session.scalar(select(RosterSync).where(RosterSync.context_id == context_id).with_for_update())


def held(session: Session, sync_id: int, token: str) -> RosterSync | None:
    """Return a fetching if *token* is its newest lease, with the platform and the course; held until the end."""
    its = RosterSync.id == sync_id, RosterSync.token == token, RosterSync.state == JobState.OPEN
    context = contains_eager(RosterSync.context)
    found = (
        select(RosterSync)
        .join(RosterSync.context)
        .join(Context.course)
        .join(Context.deployment)
        .join(Deployment.platform)
        .options(
            context.contains_eager(Context.course),
            context.contains_eager(Context.deployment).contains_eager(Deployment.platform),
        )
        .where(*its)
        .with_for_update(of=RosterSync)
    )
    return session.scalar(found.execution_options(populate_existing=True))


def fetchable(session: Session, course_id: int) -> list[int]:
    """Return the contexts of a course whose platform tells who is in them."""
    found = select(Context.id).join(Context.deployment).join(Deployment.platform)
    asked = Context.course_id == course_id, Context.memberships_url.is_not(None), Platform.retired_at.is_(None)
    return list(session.scalars(found.where(*asked).order_by(Context.id)))


def contexts(session: Session, course_id: int) -> list[tuple[Context, RosterSync | None]]:
    """Return the courses of platforms that are a course here, each with the fetching of its list."""
    found = (
        select(Context, RosterSync)
        .join(Context.deployment)
        .join(Deployment.platform)
        .outerjoin(RosterSync, RosterSync.context_id == Context.id)
        .options(contains_eager(Context.deployment).contains_eager(Deployment.platform))
        .where(Context.course_id == course_id)
        .order_by(Platform.name, Context.id)
    )
    return [(context, sync) for context, sync in session.execute(found)]
