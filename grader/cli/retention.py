"""``grader retention``: what is too old by the rules of courses, and of webhooks; ``--apply`` deletes it. For cron."""

import argparse

from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.models import Course, User, utc_now
from grader.db.queries import forgetting, webhooks
from grader.services import retention
from grader.services.webhooks import endpoints
from grader.settings import Settings


def keep(settings: Settings, options: argparse.Namespace) -> int:
    """Print what is too old, and delete it if that was asked for; 1 if a course could not be done."""
    sessions = make_sessions(make_engine(settings.database_url))
    with sessions() as session:
        courses = forgetting.with_retention(session)
    if not courses:
        print("No course says how long attempts are kept: nothing is deleted.")
    _messages(sessions, is_applied=options.apply)
    return max((_one(sessions, course, is_applied=options.apply) for course in courses), default=0)


def _one(sessions: sessionmaker[Session], course: Course, *, is_applied: bool) -> int:
    with sessions() as session:
        before = retention.cutoff(course, utc_now()) or utc_now()
        old = forgetting.old(session, course.id, before)
        actor = forgetting.first_instructor(session, course.id)
    spanned = f", from {old.first_at:%Y-%m-%d} to {old.last_at:%Y-%m-%d}" if old.first_at and old.last_at else ""
    print(
        f"{course.title}, kept for {course.retention_days} days: {old.attempts} attempts of {old.students} students"
        f"{spanned}, about {old.size_bytes / 2**20:.1f} MiB"
    )
    if not is_applied or not old.attempts:
        return 0
    if actor is None:
        print("  nothing deleted: the course has no instructor in whose name it could be noted")
        return 1
    print(f"  deleted: {_delete(sessions, course, actor)} attempts")
    return 0


def _messages(sessions: sessionmaker[Session], *, is_applied: bool) -> None:
    with sessions() as session:
        old = webhooks.count_old(session, utc_now() - endpoints.KEPT)
    if old:
        print(f"Webhooks, kept for {endpoints.KEPT.days} days: {old} messages")
    while is_applied and old:
        with sessions.begin() as session:
            old = endpoints.delete_old(session, utc_now() - endpoints.KEPT, retention.BATCH)


def _delete(sessions: sessionmaker[Session], course: Course, actor: User) -> int:
    before = retention.cutoff(course, utc_now()) or utc_now()
    emptied = 0
    while True:
        with sessions.begin() as session:
            batch = retention.delete_old(session, actor, course.id, before, utc_now())
        emptied += batch
        if batch < retention.BATCH:
            return emptied
