"""A platform is asked once to tell of submissions; again if it did not listen, or is to be asked elsewhere."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from grader.db.models import Deployment, JobState, NoticeHandler, Platform, utc_now
from grader.db.queries import notice_handlers as queries
from grader.domain.lti import SUBMISSION_NOTICE
from grader.exam.report import Problem
from grader.jobs import leases
from grader.jobs.leases import Lease
from grader.jobs.notice_handlers import AskingForNotices
from grader.services.lti import notice_handlers
from tests.lti.services.conftest import Desk
from tests.lti.services.platform import Answer

LEASE = timedelta(seconds=30)
OURS = "http://127.0.0.1:8000/lti/notices"


@pytest.fixture
def place(desk: Desk) -> int:
    """Return the place that the platform has us in."""
    desk.link()
    with desk.sessions() as session:
        return session.scalars(select(Deployment.id)).one()


def want(desk: Desk, place: int, path: str = "/moodle/notice-handlers/1") -> None:
    with desk.sessions.begin() as session:
        notice_handlers.want(session, place, f"{desk.platform.url}{path}")


def begin(desk: Desk) -> Lease | None:
    """Take what is up."""
    with desk.sessions.begin() as session:
        some = leases.take(session, NoticeHandler, window=1, until=utc_now() + LEASE, now=utc_now())
        for lease in some:
            leases.begin(session, NoticeHandler, lease, until=utc_now() + LEASE, now=utc_now())
    return some[0] if some else None


def ask(desk: Desk) -> Problem | None:
    """Do what is up; what cannot be done is given up at once."""
    lease = begin(desk)
    assert lease
    problem = AskingForNotices(desk.sessions, desk.settings)(lease, threading.Event())
    if problem:
        with desk.sessions.begin() as session:
            assert leases.fail(session, NoticeHandler, lease, problem, utc_now())
    return problem


def row(desk: Desk) -> NoticeHandler:
    with desk.sessions() as session:
        return session.scalars(select(NoticeHandler)).one()


def failures(desk: Desk) -> list[str]:
    with desk.sessions() as session:
        return queries.failures(session, desk.school.course.id)


def test_the_platform_tells_of_submissions_at_our_address(desk: Desk, place: int) -> None:
    want(desk, place)
    assert ask(desk) is None
    assert desk.platform.handlers == {SUBMISSION_NOTICE: OURS}
    assert row(desk).state is JobState.DONE


def test_it_is_asked_once(desk: Desk, place: int) -> None:
    want(desk, place)
    want(desk, place)
    ask(desk)
    want(desk, place)
    assert begin(desk) is None


def test_it_is_asked_again_at_another_address(desk: Desk, place: int) -> None:
    want(desk, place, "/moodle/old")
    assert ask(desk)
    want(desk, place)
    assert ask(desk) is None
    assert desk.platform.handlers == {SUBMISSION_NOTICE: OURS}


def test_what_was_refused_is_told_until_it_is_done(desk: Desk, place: int) -> None:
    desk.platform.instead.append(("/notice-handlers", lambda _: Answer(403)))
    want(desk, place)
    problem = ask(desk)
    assert problem
    assert problem.message.startswith("The LMS does not let us ask for notices of submissions: it answered with 403")
    assert failures(desk) == [problem.message]
    want(desk, place)
    assert failures(desk) == []
    assert ask(desk) is None
    assert (row(desk).state, row(desk).error_message) == (JobState.DONE, None)


def test_a_token_that_is_not_taken_any_more_is_asked_for_anew(desk: Desk, place: int) -> None:
    desk.platform.instead.append(("/notice-handlers", lambda _: Answer(401)))
    want(desk, place)
    assert ask(desk) is None
    assert len([each for each in desk.platform.asked if each.path.endswith("/token")]) == 2


def test_a_redirect_is_no_success(desk: Desk, place: int) -> None:
    desk.platform.instead.append(("/notice-handlers", lambda _: Answer(302, headers={"Location": "/elsewhere"})))
    want(desk, place)
    problem = ask(desk)
    assert problem
    assert problem.kind == "lms_refused"


def test_a_new_address_wins_over_the_asking_that_is_under_way(desk: Desk, place: int) -> None:
    want(desk, place, "/moodle/old")
    lease = begin(desk)
    assert lease
    want(desk, place)
    with desk.sessions.begin() as session:
        assert not notice_handlers.finish(session, lease.id, lease.token, utc_now())
    assert ask(desk) is None
    assert desk.platform.handlers


def test_a_retired_platform_is_asked_nothing(desk: Desk, place: int) -> None:
    want(desk, place)
    with desk.sessions.begin() as session:
        session.execute(update(Platform).values(retired_at=utc_now()))
    assert ask(desk) is None
    assert (desk.platform.asked, row(desk).state) == ([], JobState.DONE)
