"""The figures of a whole class: when they are wanted, and how they are kept."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import ClassReport, JobState, utc_now
from grader.domain.figures import ClassFigures

SETTLE = timedelta(seconds=5)
"""Between a change and the figures, at least: what comes in a rush is counted once."""
REST = 50
"""So many times as long as the last count took passes before the next: a large class does not keep a core busy."""
PRIORITY = 4
"""Behind what somebody waits for, before regrades."""
NO_PROBLEM = {"fault": None, "error_kind": None, "error_message": None}


def want(session: Session, line_item_id: int) -> None:
    """Have the figures of a line item worked out anew, soon."""
    if session.scalar(_is_wanted(line_item_id).with_for_update(read=True)):
        return
    report = session.scalar(select(ClassReport).where(ClassReport.line_item_id == line_item_id).with_for_update())
    if report is None:
        _add(session, line_item_id)
    elif report.state is JobState.OPEN:
        report.is_stale = report.token is not None
    else:
        _reopen(report)


def store(session: Session, report_id: int, token: str, figures: ClassFigures, now: datetime) -> bool:
    """Keep the newest figures; False, and nothing is written, when *token* is not the newest lease."""
    held = ClassReport.id == report_id, ClassReport.token == token, ClassReport.state == JobState.OPEN
    ended = {
        "state": JobState.DONE,
        "token": None,
        "finished_at": now,
        "body": figures.to_json(),
        "computed_at": now,
        **NO_PROBLEM,
    }
    kept = update(ClassReport).where(*held).values(ended).returning(ClassReport.id)
    if session.scalar(kept, execution_options={"synchronize_session": False}) is None:
        return False
    report = session.get_one(ClassReport, report_id, populate_existing=True)
    if report.is_stale:
        _reopen(report)
    session.flush()
    return True


def _is_wanted(line_item_id: int) -> Select[int]:
    """Return what finds figures that are already to be worked out after this moment: many may see that at once."""
    waits = (ClassReport.state == JobState.OPEN) & (ClassReport.token.is_(None) | ClassReport.is_stale)
    return select(ClassReport.id).where(ClassReport.line_item_id == line_item_id, waits)


def _add(session: Session, line_item_id: int) -> None:
    due = utc_now() + SETTLE
    if not try_insert(session, ClassReport(line_item_id=line_item_id, priority=PRIORITY, owner="reports", due=due)):
        want(session, line_item_id)


def _reopen(report: ClassReport) -> None:
    report.is_stale = False
    report.reopen(utc_now() + max(SETTLE, REST * _took(report)))


def _took(report: ClassReport) -> timedelta:
    """Return how long the last count took."""
    both = report.started_at, report.finished_at
    return both[1] - both[0] if both[0] and both[1] else timedelta(0)
