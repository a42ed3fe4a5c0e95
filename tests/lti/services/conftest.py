"""A course that is linked with a platform, and a worker whose clock a test sets."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    Context,
    Deployment,
    Identity,
    JobState,
    Passback,
    ResourceLink,
    User,
    utc_now,
)
from grader.db.models import Platform as PlatformRow
from grader.domain.passing_back import LINE_ITEM_SCOPES, SCORE_SCOPE
from grader.jobs import leases
from grader.jobs.passing_back import PassingBack
from grader.services import grades
from grader.services.lti import keys, passbacks
from grader.services.submissions import submit
from grader.settings import Settings
from tests.conftest import School
from tests.lti.services.platform import ISSUER, Platform
from tests.services.test_grades import REPORT

LEASE = timedelta(seconds=30)


@dataclass
class Desk:
    """Where a test changes grades, and has a worker pass them back at a time of its choice."""

    sessions: sessionmaker[Session]
    school: School
    platform: Platform
    settings: Settings
    now: datetime = field(default_factory=utc_now)

    def __post_init__(self) -> None:
        self.passing_back = PassingBack(self.sessions, self.settings, now=lambda _: self.now)

    def link(self, school: str = "moodle", *, column: str | None = "", line_items: bool = True) -> int:
        """Register a school, link its course to the line item, and return the link; people are known by their names."""
        with self.sessions.begin() as session:
            row = PlatformRow(
                name=school,
                issuer=ISSUER,
                client_id=f"client-{school}",
                auth_login_url=f"{self.platform.url}/login",
                auth_token_url=self.platform.token_url(school),
                key_set_url=f"{self.platform.url}/keys",
            )
            context = Context(
                deployment=Deployment(platform=row, deployment_id="1"),
                context_id="c1",
                course_id=self.school.course.id,
                memberships_url=f"{self.platform.url}/{school}/memberships",
            )
            link = ResourceLink(
                context=context,
                resource_link_id=f"link-{school}",
                line_item_id=self.school.line_item.id,
                ags_line_item_url=self.platform.column_url(school) if column == "" else column,
                ags_line_items_url=f"{self.platform.url}/{school}/lineitems" if line_items else None,
                ags_scopes=[SCORE_SCOPE, *LINE_ITEM_SCOPES],
            )
            session.add(link)
            session.flush()
            return link.id

    def know(self, person: User) -> None:
        """Have somebody come from the platform."""
        with self.sessions.begin() as session:
            session.add(Identity(issuer=ISSUER, subject=f"sub-{person.name.lower()}", user_id=person.id))

    def grade(self, student: User, score: str) -> None:
        """Have an attempt of *student* graded with *score*."""
        points = Decimal(score)
        test = replace(REPORT.tests[0], points=points, max_points=Decimal(100))
        with self.sessions.begin() as session:
            (run,) = submit(session, student, self.school.line_item.id, f"x = {utc_now()}\n".encode(), 16).runs
            run.token = "a" * 32
            session.flush()
            grades.record(session, run.id, "a" * 32, replace(REPORT, tests=(test,)), utc_now())
            self.want(session, student)

    def want(self, session: Session, student: User) -> None:
        passbacks.want(session, self.school.line_item.id, [student.id])
        self.now = max(self.now, utc_now())

    def work(self) -> int:
        """Do what is up at this moment, one after the other; return how many tries that took."""
        tries = 0
        while self.once():
            tries += 1
        return tries

    def once(self) -> bool:
        """Do the next row that is up, if there is one."""
        with self.sessions.begin() as session:
            some = leases.take(session, Passback, window=1, until=self.now + LEASE, now=self.now)
        if not some:
            return False
        with self.sessions.begin() as session:
            assert leases.begin(session, Passback, some[0], until=self.now + LEASE, now=self.now)
        assert self.passing_back(some[0], threading.Event()) is None
        return True

    def until(self, end: datetime) -> int:
        """Let the time pass until *end*, and do everything when it is up; return how many tries that took."""
        tries = 0
        while True:
            with self.sessions() as session:
                due = session.scalar(select(Passback.due).where(Passback.state == JobState.OPEN).order_by(Passback.due))
            if due is None or due > end:
                self.now = max(self.now, end)
                return tries
            self.now = max(self.now, due)
            tries += self.work()

    def rows(self) -> list[Passback]:
        with self.sessions() as session:
            return list(session.scalars(select(Passback).order_by(Passback.id)))

    def row(self) -> Passback:
        (row,) = self.rows()
        return row


@pytest.fixture
def platform(sessions: sessionmaker[Session]) -> Iterator[Platform]:
    def published() -> list[dict[str, object]]:
        with sessions.begin() as session:
            return keys.published(session, utc_now())

    made = Platform(published)
    yield made
    made.close()


@pytest.fixture
def desk(sessions: sessionmaker[Session], school: School, platform: Platform, tmp_path: Path) -> Desk:
    """Return a desk at a course that is linked with a platform which knows Ada."""
    settings = Settings(tmp_path, "", "secret", lms_in_private=True)
    made = Desk(sessions, school, platform, settings)
    made.know(school.ada)
    return made
