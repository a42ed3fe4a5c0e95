"""A course that is linked with a platform, and a worker whose clock a test sets."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    Context,
    Deployment,
    Identity,
    JobState,
    Passback,
    ResourceLink,
    Result,
    RosterSync,
    Run,
    User,
    utc_now,
)
from grader.db.models import Platform as PlatformRow
from grader.domain.passing_back import LINE_ITEM_SCOPES, SCORE_SCOPE
from grader.exam.report import Problem
from grader.jobs import leases
from grader.jobs.passing_back import PassingBack
from grader.jobs.rosters import FetchingRosters
from grader.services import grades, line_items, overrides
from grader.services.lti import keys, passbacks
from grader.services.submissions import submit
from grader.settings import Settings
from tests.conftest import School
from tests.lti.services.platform import ISSUER, Platform
from tests.services.test_grades import REPORT, TOKEN

LEASE = timedelta(seconds=30)


@dataclass
class Desk:
    """Where a test changes grades, and has a worker pass them back at a time of its choice."""

    sessions: sessionmaker[Session]
    school: School
    platform: Platform
    settings: Settings
    now: datetime = field(default_factory=utc_now)

    def catch_up(self) -> None:
        """Let the test's time be no earlier than that of its database's rows."""
        self.now = max(self.now, utc_now())

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
        with self.sessions.begin() as session:
            submit(session, student, self.school.line_item.id, f"x = {utc_now()}\n".encode(), 16)
        self.finish_run(score)

    def finish_run(self, score: str) -> None:
        """Have the newest run end with *score*."""
        test = replace(REPORT.tests[0], points=Decimal(score), max_points=Decimal(100))
        with self.sessions.begin() as session:
            run = session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()
            run.token = TOKEN
            session.flush()
            assert grades.record(session, run.id, TOKEN, replace(REPORT, tests=(test,)), utc_now())
        self.catch_up()

    def override(self, student: User, score: str) -> None:
        """Give *student* a score by hand."""
        with self.sessions.begin() as session:
            at = self.school.instructor, self.school.line_item.id, student.id
            overrides.override(session, *at, score=Decimal(score), reason="by hand")
        self.catch_up()

    def lift(self, student: User) -> None:
        """Take that back."""
        with self.sessions.begin() as session:
            overrides.lift(session, self.school.instructor, self.school.line_item.id, student.id, reason="a mistake")
        self.catch_up()

    def set_rule(self, name: str, *, value: bool) -> None:
        """Change a rule of the line item as an instructor does."""
        with self.sessions.begin() as session:
            actor, item_id = self.school.instructor, self.school.line_item.id
            before = line_items.rules_of(line_items.in_turn(session, actor, item_id))
            rules = replace(before, **cast("Any", {name: value}))
            line_items.change(session, actor, item_id, rules, line_items.version_of(before))
        self.catch_up()

    def score(self, student: User) -> Decimal | None:
        """Return what counts here."""
        with self.sessions() as session:
            return session.get_one(Result, (self.school.line_item.id, student.id)).score

    def age(self) -> None:
        """Make what waits due at this moment of the test."""
        with self.sessions.begin() as session:
            session.execute(update(Passback).where(Passback.state == JobState.OPEN).values(due=self.now))

    def want(self, session: Session, student: User) -> None:
        passbacks.want(session, self.school.line_item.id, [student.id])

    def work(self) -> int:
        """Do what is up at this moment, one after the other; return how many tries that took."""
        self.catch_up()
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

    def die_before_writing(self) -> None:
        """Send the next score, and end before that is written down."""
        with self.sessions.begin() as session:
            (lease,) = leases.take(session, Passback, window=1, until=self.now + LEASE, now=self.now)
            leases.begin(session, Passback, lease, until=self.now + LEASE, now=self.now)
        with self.sessions.begin() as session:
            letter = passbacks.write(session, lease.id, lease.token, self.now)
        assert letter is not None
        self.passing_back._send(letter)

    def fetch_roster(self) -> Problem | None:
        """Do the roster sync that is up; return why it could not be done, once that is written down."""
        self.catch_up()
        with self.sessions.begin() as session:
            (lease,) = leases.take(session, RosterSync, window=1, until=self.now + LEASE, now=self.now)
            leases.begin(session, RosterSync, lease, until=self.now + LEASE, now=self.now)
        problem = FetchingRosters(self.sessions, self.settings)(lease, threading.Event())
        if problem:
            with self.sessions.begin() as session:
                assert leases.try_again(session, RosterSync, lease, problem, self.now)
        return problem

    def until(self, end: datetime) -> int:
        """Let the time pass until *end*, and do everything when it is up; return how many tries that took."""
        tries = 0
        while True:
            with self.sessions() as session:
                is_next = (Passback.state == JobState.OPEN) & ~Passback.is_held_up()
                due = session.scalar(select(Passback.due).where(is_next).order_by(Passback.due))
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
