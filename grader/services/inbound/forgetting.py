"""Empties what other systems sent about somebody who is erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, update
from sqlalchemy.orm import Session

from grader.db.models import JobState, Notice
from grader.db.queries import forgetting, inbound
from grader.services.forgetting import UNSYNCHRONISED
from grader.services.inbound.notices import ERASED


def forget(session: Session, course_id: int, user_id: int, now: datetime) -> None:
    """Empty the notices about somebody in a course, by what they became and by whom they name; open ones end.

    Their digests of ids stay: what is sent again about the same submissions is known, and handed in no more.
    """
    theirs = forgetting.submission_ids(session, user_id, course_id)
    about_them = or_(Notice.submission_id.in_(theirs), inbound.names(user_id))
    about = update(Notice).where(Notice.course_id == course_id, about_them)
    is_open = Notice.state == JobState.OPEN
    ended = {
        "state": case((is_open, JobState.FAILED), else_=Notice.state),
        "finished_at": case((is_open, now), else_=Notice.finished_at),
    }
    emptied: dict[str, Any] = {
        "body": {},
        "token": None,
        "fault": "service",
        "error_kind": ERASED,
        "error_message": None,
    }
    session.execute(about.values(ended | emptied), execution_options=UNSYNCHRONISED)
