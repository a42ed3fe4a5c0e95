"""The kinds of work there are: which rows of which table, and since when each waits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, true

from grader.db.models import (
    ClassReport,
    Job,
    Message,
    Notice,
    NoticeHandler,
    Passback,
    RosterSync,
    Run,
    SignInMail,
    SimilarityReport,
)


class Work(StrEnum):
    """What rows ask for."""

    ATTEMPTS = "attempts"
    """Handed in, or graded again by hand."""
    REGRADES = "regrades"
    FIGURES = "figures"
    COMPARISONS = "comparisons"
    MAILS = "mails"
    WEBHOOKS = "webhooks"
    NOTICES = "notices"
    """Handed in by other systems."""
    NOTICE_HANDLERS = "notice_handlers"
    """Platforms are asked to tell of submissions."""
    ROSTERS = "rosters"
    PASSBACKS = "passbacks"
    """Grades for platforms."""


@dataclass(frozen=True)
class Rows:
    """The rows of one kind of work."""

    model: type[Job]
    since: ColumnElement[datetime]
    """When one began to wait."""
    which: ColumnElement[bool]


ROWS = {
    Work.ATTEMPTS: Rows(Run, Run.created_at.expression, Run.regrade_id.is_(None)),
    Work.REGRADES: Rows(Run, Run.created_at.expression, Run.regrade_id.is_not(None)),
    Work.FIGURES: Rows(ClassReport, ClassReport.due.expression, true()),  # its row is used again and again, as others'
    Work.COMPARISONS: Rows(SimilarityReport, SimilarityReport.created_at.expression, true()),
    Work.MAILS: Rows(SignInMail, SignInMail.created_at.expression, true()),
    Work.WEBHOOKS: Rows(Message, Message.created_at.expression, true()),
    Work.NOTICES: Rows(Notice, Notice.received_at.expression, true()),
    Work.NOTICE_HANDLERS: Rows(NoticeHandler, NoticeHandler.due.expression, true()),
    Work.ROSTERS: Rows(RosterSync, RosterSync.due.expression, true()),
    Work.PASSBACKS: Rows(Passback, Passback.wanted_at.expression, true()),
}
