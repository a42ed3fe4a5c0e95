"""Who is on the list of a platform's course comes into the course here; nobody goes, or becomes less."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from grader.db.models import AuditEvent, Context, Enrolment, Identity, JobState, Role, RosterSync, User
from grader.errors import NotAllowed, Refused
from grader.exam.report import Problem
from grader.services.lti import rosters
from tests.conftest import SQLITE_ONLY
from tests.lti.services.conftest import Desk
from tests.lti.services.platform import ISSUER, Answer

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"


def member(subject: str, role: str = "Learner", **more: Any) -> dict[str, Any]:
    return {"user_id": subject, "name": subject.capitalize(), "roles": [f"{MEMBERSHIP}#{role}"], **more}


def fetch(desk: Desk) -> Problem | None:
    """Press the button, and work."""
    with desk.sessions.begin() as session:
        assert rosters.want_all(session, desk.school.instructor, desk.school.course.id) == 1
    return desk.fetch_roster()


def roles(desk: Desk) -> dict[str, Role]:
    with desk.sessions() as session:
        found = select(User.name, Enrolment.role).join(Enrolment.user)
        return {row.name: row.role for row in session.execute(found)}


def sync(desk: Desk) -> RosterSync:
    with desk.sessions() as session:
        return session.scalars(select(RosterSync)).one()


def test_everybody_on_the_list_comes_in_over_all_its_pages(desk: Desk) -> None:
    desk.link()
    desk.platform.members = [
        *[member(f"s{n}") for n in range(5)],
        member("ta", "TeachingAssistant"),
        member("prof", "Instructor"),
        member("gone", status="Deleted"),
        member("away", status="Inactive"),
    ]
    assert fetch(desk) is None
    assert roles(desk) == {
        "Ida": Role.INSTRUCTOR,
        "Ada": Role.STUDENT,
        "Ben": Role.STUDENT,
        **{f"S{n}": Role.STUDENT for n in range(5)},
        "Ta": Role.ASSISTANT,
        "Prof": Role.INSTRUCTOR,
    }
    row = sync(desk)
    assert (row.state, row.people, row.added, row.inactive) == (JobState.DONE, 7, 7, 2)
    assert row.synced_at is not None
    with desk.sessions() as session:
        identities = session.scalars(select(Identity.subject).where(Identity.issuer == ISSUER)).all()
    assert {"ta", "prof", "s0"} <= set(identities)
    assert "gone" not in identities


def test_a_second_time_nobody_is_added_and_names_follow_the_platform(desk: Desk) -> None:
    desk.link()
    desk.platform.members = [member("s1"), member("s2")]
    fetch(desk)
    desk.platform.members = [member("s1", name="Sofia"), member("s2", "Instructor")]
    fetch(desk)
    row = sync(desk)
    assert (row.people, row.added) == (2, 0)
    assert (roles(desk)["Sofia"], roles(desk)["S2"]) == (Role.STUDENT, Role.INSTRUCTOR)


def test_nobody_goes_or_becomes_less(desk: Desk) -> None:
    desk.link()
    desk.platform.members = [member("prof", "Instructor"), member("s1")]
    fetch(desk)
    desk.platform.members = [member("prof", "Learner")]
    fetch(desk)
    assert (roles(desk)["Prof"], roles(desk)["S1"]) == (Role.INSTRUCTOR, Role.STUDENT)


def test_who_has_an_account_of_their_own_keeps_its_name(desk: Desk) -> None:
    desk.link()
    desk.platform.members = [member("sub-ada", name="Somebody Else")]
    fetch(desk)
    assert "Ada" in roles(desk)
    assert "Somebody Else" not in roles(desk)


def test_a_platform_that_fails_is_told_of_and_asked_again(desk: Desk) -> None:
    desk.link()
    desk.platform.members = [member("s1")]
    desk.platform.instead = [("/memberships", lambda _: Answer(500))]
    problem = fetch(desk)
    assert problem is not None
    assert "500 Internal Server Error" in problem.message
    desk.now += timedelta(minutes=10)
    assert desk.fetch_roster() is None
    assert "S1" in roles(desk)


@SQLITE_ONLY
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"members": [7]}', b'{"members": {"a": 1}}', b"\xff"])
def test_what_is_no_list_adds_nobody(desk: Desk, body: bytes) -> None:
    desk.link()
    desk.platform.instead = [("/memberships", lambda _: Answer(200, body))]
    problem = fetch(desk)
    assert problem is not None
    assert "not what it should be" in problem.message
    assert len(roles(desk)) == 3


@SQLITE_ONLY
def test_who_has_no_id_or_one_that_cannot_be_stored_is_left_out(desk: Desk) -> None:
    desk.link()
    odd = [{"user_id": value, "name": "Odd", "roles": []} for value in (None, "", 7, "x" * 256, ["a"], "a\0b")]
    desk.platform.members = [*odd, {"user_id": "plain"}]
    assert fetch(desk) is None
    assert sorted(roles(desk)) == ["Ada", "Ben", "Ida", "Somebody without a name"]


@SQLITE_ONLY
def test_a_list_that_leads_elsewhere_adds_nobody(desk: Desk) -> None:
    desk.link()
    page = Answer.of({"members": [member("s1")]}, link='<http://localhost:1/more>; rel="next"')
    desk.platform.instead = [("/memberships", lambda _: page)]
    assert fetch(desk) is not None
    assert len(roles(desk)) == 3


def test_only_instructors_have_it_fetched_and_it_is_written_down(desk: Desk) -> None:
    course_id = desk.school.course.id
    with pytest.raises(NotAllowed), desk.sessions.begin() as session:
        rosters.want_all(session, desk.school.ada, course_id)
    with pytest.raises(Refused), desk.sessions.begin() as session:
        rosters.want_all(session, desk.school.instructor, course_id)
    desk.link()
    fetch(desk)
    with desk.sessions() as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["fetched_roster"]


def test_what_is_wanted_while_it_is_under_way_is_fetched_once_more(desk: Desk) -> None:
    desk.link()

    def want(asked: Any) -> Answer:
        with desk.sessions.begin() as session:
            rosters.want(session, session.scalars(select(Context.id)).one())
        return desk.platform._say(asked)

    desk.platform.instead = [("/memberships", want)]
    fetch(desk)
    assert sync(desk).state is JobState.OPEN
    desk.fetch_roster()
    assert sync(desk).state is JobState.DONE
