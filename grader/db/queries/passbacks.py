"""Grades for platforms: whose are to be sent where, and what became of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager

from grader.db.models import (
    Context,
    Deployment,
    Identity,
    JobState,
    LineItem,
    Passback,
    Platform,
    ResourceLink,
    Result,
    Submission,
)
from grader.domain.passing_back import SCORE_SCOPE


@dataclass(frozen=True)
class Wanted:
    """A score that students may see, and a link whose platform takes it."""

    resource_link_id: int
    student_id: int
    subject: str
    score: Decimal | None


@dataclass(frozen=True)
class Visible:
    """What a student sees of their grade."""

    score: Decimal | None
    submitted_at: datetime | None
    """When the attempt came that counts."""


def wanted(session: Session, line_item_id: int, student_ids: Collection[int]) -> list[Wanted]:
    """Return the scores of these students in a line item that are to be known at platforms."""
    columns = ResourceLink.id, ResourceLink.ags_scopes, Result.student_id, Identity.subject, Result.score
    found = (
        select(*columns)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .join(Deployment.platform)
        .join(Result, Result.line_item_id == ResourceLink.line_item_id)
        .join(Identity, (Identity.issuer == Platform.issuer) & (Identity.user_id == Result.student_id))
        .join(LineItem, LineItem.id == Result.line_item_id)
        .where(ResourceLink.line_item_id == line_item_id, Result.student_id.in_(student_ids), *_is_told())
        .order_by(ResourceLink.id, Result.student_id, Identity.id)
    )
    rows = [row for row in session.execute(found) if SCORE_SCOPE in row.ags_scopes]
    return [Wanted(row.id, row.student_id, row.subject, row.score) for row in rows]


def of_links(session: Session, wishes: Collection[Wanted]) -> list[Passback]:
    """Return what there is already for these, held until the end of the transaction."""
    links, students = {each.resource_link_id for each in wishes}, {each.student_id for each in wishes}
    found = select(Passback).where(Passback.resource_link_id.in_(links), Passback.student_id.in_(students))
    return list(
        session.scalars(found.order_by(Passback.id).with_for_update().execution_options(populate_existing=True))
    )


def held(session: Session, passback_id: int, token: str) -> Passback | None:
    """Return a passback if *token* is its newest lease, with all that it is about; held until the end."""
    link = contains_eager(Passback.resource_link)
    context = link.contains_eager(ResourceLink.context)
    its = Passback.id == passback_id, Passback.token == token, Passback.state == JobState.OPEN
    found = (
        select(Passback)
        .join(Passback.resource_link)
        .join(ResourceLink.context)
        .join(Context.deployment)
        .join(Deployment.platform)
        .outerjoin(ResourceLink.line_item)
        .options(
            link.contains_eager(ResourceLink.line_item),
            context.contains_eager(Context.deployment).contains_eager(Deployment.platform),
        )
        .where(*its)
        .with_for_update(of=Passback)
    )
    return session.scalar(found.execution_options(populate_existing=True))


def visible(session: Session, line_item_id: int, student_id: int) -> Visible | None:
    """Return what a student sees of their grade; None: they see nothing of it."""
    attempt = (Submission.line_item_id == Result.line_item_id) & (Submission.student_id == Result.student_id)
    found = (
        select(Result.score, Submission.received_at)
        .join(Result.line_item)
        .outerjoin(Submission, attempt & (Submission.attempt == Result.counting_attempt))
        .where(Result.line_item_id == line_item_id, Result.student_id == student_id, *_is_seen())
    )
    row = session.execute(found).first()
    return Visible(row.score, row.received_at) if row else None


def _is_seen() -> list[ColumnElement[bool]]:
    return [LineItem.is_published.is_(True), LineItem.are_scores_shown.is_(True)]


def _is_told() -> list[ColumnElement[bool]]:
    has_place = ResourceLink.ags_line_item_url.is_not(None) | ResourceLink.ags_line_items_url.is_not(None)
    return [*_is_seen(), has_place, Platform.retired_at.is_(None)]
