"""What staff should look at first."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased, contains_eager

from grader.db import clock
from grader.db.models import ClassReport, Enrolment, JobState, LineItem, Notice, Run, SignInMail, Submission, utc_now
from grader.db.queries import line, lms_grades, webhooks
from grader.db.queries.attempts import is_shown
from grader.db.queries.lms_grades import Refusals
from grader.db.queries.webhooks import Standing
from grader.domain.unusual import Unusual

MOST = 20
"""Reasons that are told; with more, the first ones say enough."""
MAIL_AGE = timedelta(days=7)
"""Who waited longer for a mail has found another way."""


@dataclass(frozen=True)
class Failures:
    """Runs that failed for the same reason and have not been run again."""

    runs: int
    newest: Run
    """With its submission, and the student and line item of that."""


@dataclass(frozen=True)
class ReportState:
    """What the class report of a line item has to say."""

    line_item_id: int
    title: str
    problem: str | None
    """Why it could not be worked out."""
    unusual: list[Unusual]


@dataclass(frozen=True)
class FailedMails:
    """Sign-in mails that could not be sent for the same reason."""

    mails: int
    message: str
    at: datetime
    """Of the newest."""


@dataclass(frozen=True)
class FailedNotices:
    """What other systems announced and could not be handed in, for the same reason, which is not the students'."""

    notices: int
    message: str
    at: datetime
    """Of the newest."""


@dataclass(frozen=True)
class Attention:
    """All there is to look at; false when that is nothing."""

    is_stuck: bool
    """The line in front of the workers does not move."""
    failures: Sequence[Failures]
    broken: Sequence[LineItem]
    """Closed to students because their exam is broken."""
    reports: Sequence[ReportState]
    mails: Sequence[FailedMails]
    endpoints: Sequence[Standing] = ()
    """Of webhooks, those that take nothing."""
    notices: Sequence[FailedNotices] = ()
    passbacks: Sequence[Refusals] = ()
    """Grades that an LMS does not take."""
    rosters: Sequence[Refusals] = ()
    """Lists of people that an LMS does not give."""

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


def of_course(session: Session, course_id: int) -> Attention:
    """Return what needs attention in a course."""
    asked = LineItem.course_id == course_id
    found = _attention(session, asked, _mails(session, course_id))
    failing = [each for each in webhooks.standings(session, course_id) if each.is_failing]
    return replace(
        found,
        endpoints=tuple(failing),
        notices=tuple(_notices(session, course_id)),
        passbacks=tuple(lms_grades.refusals(session, course_id)),
        rosters=tuple(lms_grades.failed_rosters(session, course_id)),
    )


def of_line_item(session: Session, line_item_id: int) -> Attention:
    """Return what needs attention in a line item."""
    asked = LineItem.id == line_item_id
    return _attention(session, asked, [])


def _attention(session: Session, asked: ColumnElement[bool], mails: Sequence[FailedMails]) -> Attention:
    return Attention(
        is_stuck=line.is_stuck(session, clock.now(session)),
        failures=_failures(session, asked),
        broken=_broken(session, asked),
        reports=_reports(session, asked),
        mails=mails,
    )


def _failures(session: Session, asked: ColumnElement[bool]) -> list[Failures]:
    to_mend = Run.state == JobState.FAILED, Submission.erased_at.is_(None), is_shown()
    newest = func.max(Run.id)
    reasons = (
        select(newest, func.count())
        .join(Run.submission)
        .join(Submission.line_item)
        .where(*to_mend, asked)
        .group_by(Submission.line_item_id, Run.fault, Run.error_kind, Run.error_message)
        .order_by(newest.desc())
        .limit(MOST)
    )
    runs = {row[0]: row[1] for row in session.execute(reasons)}
    its = contains_eager(Run.submission)
    found = select(Run).join(Run.submission).join(Submission.student).join(Submission.line_item)
    described = found.options(its.contains_eager(Submission.student), its.contains_eager(Submission.line_item))
    shown = session.scalars(described.where(Run.id.in_(runs)).order_by(Run.id.desc()))
    return [Failures(runs[run.id], run) for run in shown]


def _broken(session: Session, asked: ColumnElement[bool]) -> list[LineItem]:
    return list(
        session.scalars(select(LineItem).where(asked, LineItem.problem.is_not(None)).order_by(LineItem.position))
    )


def _reports(session: Session, asked: ColumnElement[bool]) -> list[ReportState]:
    """Return the reports that have something to say; of their figures, only that is loaded."""
    columns = LineItem.id, LineItem.title, ClassReport.state, ClassReport.error_message, ClassReport.body["unusual"]
    found = select(*columns).join(ClassReport, ClassReport.line_item_id == LineItem.id)
    rows = session.execute(found.where(asked).order_by(LineItem.position))
    states = [
        ReportState(
            item_id,
            title,
            message if state is JobState.FAILED else None,
            [Unusual.from_json(each) for each in odd or ()],
        )
        for item_id, title, state, message, odd in rows
    ]
    return [each for each in states if each.problem is not None or each.unusual]


def _mails(session: Session, course_id: int) -> list[FailedMails]:
    sent = aliased(SignInMail)
    sent_later = exists().where(
        sent.user_id == SignInMail.user_id, sent.id > SignInMail.id, sent.state == JobState.DONE
    )
    newest = func.max(SignInMail.finished_at)
    reasons: Any = (
        select(func.count(), SignInMail.error_message, newest)
        .join(Enrolment, and_(Enrolment.user_id == SignInMail.user_id, Enrolment.course_id == course_id))
        .where(SignInMail.state == JobState.FAILED, SignInMail.finished_at > utc_now() - MAIL_AGE, ~sent_later)
        .group_by(SignInMail.error_message)
        .order_by(newest.desc())
        .limit(MOST)
    )
    return [FailedMails(mails, message or "", at) for mails, message, at in session.execute(reasons)]


def _notices(session: Session, course_id: int) -> list[FailedNotices]:
    newest = func.max(Notice.finished_at)
    not_theirs = Notice.fault != "student", Notice.error_kind != "erased"
    reasons: Any = (
        select(func.count(), Notice.error_message, newest)
        .where(Notice.course_id == course_id, Notice.state == JobState.FAILED, *not_theirs)
        .group_by(Notice.error_message)
        .order_by(newest.desc())
        .limit(MOST)
    )
    return [FailedNotices(notices, message or "", at) for notices, message, at in session.execute(reasons)]
