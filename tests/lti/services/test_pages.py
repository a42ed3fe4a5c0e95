"""Staff see which grades their LMS has, why others are not there, and send them again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from grader.db.models import (
    AuditEvent,
    Context,
    Deployment,
    Enrolment,
    Identity,
    JobState,
    Passback,
    Platform,
    ResourceLink,
    Role,
    RosterSync,
    User,
    utc_now,
)
from grader.domain.passing_back import SCORE_SCOPE
from grader.services import erasure
from tests.lti.services.platform import ISSUER
from tests.web.reports import PARTLY
from tests.web.world import World

PAGE = "/courses/1/lms"
REFUSED = "The LMS does not let us write this grade: it answered with 403 Forbidden."


@pytest.fixture
def ada(world: World) -> User:
    """Return a student with a score, in a course that is linked with an LMS which knows her."""
    ada, bob = world.add_user("Ada Lovelace"), world.add_user("Bob")
    with world.sessions.begin() as session:
        platform = Platform(
            name="Moodle of the school",
            issuer=ISSUER,
            client_id="c",
            auth_login_url=f"{ISSUER}/login",
            auth_token_url=f"{ISSUER}/token",
            key_set_url=f"{ISSUER}/keys",
        )
        place = Deployment(platform=platform, deployment_id="1")
        context = Context(deployment=place, context_id="c1", course_id=1, memberships_url=f"{ISSUER}/members")
        where = {"ags_line_item_url": f"{ISSUER}/1", "ags_scopes": [SCORE_SCOPE]}
        session.add(ResourceLink(context=context, resource_link_id="l1", line_item_id=world.item.id, **where))
        session.add(Identity(issuer=ISSUER, subject="sub-ada", user_id=ada.id))
    for person in (ada, bob):
        world.submit(person, PARTLY)
    return ada


def become(world: World, **values: Any) -> None:
    with world.sessions.begin() as session:
        session.execute(update(Passback).values(values))


def row(world: World) -> Passback:
    with world.sessions() as session:
        return session.scalars(select(Passback)).one()


def test_staff_see_how_each_grade_stands(world: World, ada: User) -> None:
    visitor = world.visitor(world.instructor)
    page = visitor.get(PAGE).get_data(as_text=True)
    assert "Moodle of the school" in page
    assert "On its way (1)" in page
    assert "Student not known to the LMS (1)" in page
    become(world, state=JobState.DONE, sent_at=utc_now() - timedelta(hours=2), sent_score=Decimal("33.34"))
    there = visitor.get(f"{PAGE}?standing=there").get_data(as_text=True)
    assert "In the LMS: 33.34" in there
    assert ada.name in there
    assert "Bob" not in there
    become(world, state=JobState.FAILED, last_error=REFUSED)
    failing = visitor.get(f"{PAGE}?standing=failing&assignment=1").get_data(as_text=True)
    assert REFUSED in failing
    assert "Given up." in failing
    assert "No grades like that" in visitor.get(f"{PAGE}?assignment=99").get_data(as_text=True)


def test_a_course_without_an_lms_says_so(world: World) -> None:
    page = world.visitor(world.instructor).get(PAGE).get_data(as_text=True)
    assert "not linked with an LMS" in page


def test_an_instructor_sends_a_grade_again(world: World, ada: User) -> None:
    become(world, state=JobState.FAILED, times_failed=3, last_error=REFUSED)
    visitor = world.visitor(world.instructor)
    visitor.get(PAGE)
    assert visitor.post(f"{PAGE}/grades/{row(world).id}").status_code == 302
    assert (row(world).state, row(world).times_failed) == (JobState.OPEN, 0)
    with world.sessions() as session:
        event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.student_id, event.detail) == ("sent_again", ada.id, {"grades": 1})


def test_an_instructor_sends_all_again_that_were_not_taken(world: World, ada: User) -> None:
    del ada
    visitor = world.visitor(world.instructor)
    visitor.get(PAGE)
    visitor.post(f"{PAGE}/grades")
    assert "0 grades are on the way" in visitor.get(PAGE).get_data(as_text=True)
    become(world, state=JobState.FAILED, times_failed=3, last_error=REFUSED)
    visitor.post(f"{PAGE}/grades")
    assert "1 grade is on the way" in visitor.get(PAGE).get_data(as_text=True)
    assert row(world).state is JobState.OPEN


def test_a_grade_that_is_being_sent_is_sent_once_more(world: World, ada: User) -> None:
    del ada
    become(world, token="a" * 32)
    visitor = world.visitor(world.instructor)
    visitor.get(PAGE)
    visitor.post(f"{PAGE}/grades/{row(world).id}")
    assert (row(world).is_stale, row(world).token) == (True, "a" * 32)


@pytest.mark.parametrize("path", [f"{PAGE}/grades", f"{PAGE}/grades/1", f"{PAGE}/roster"])
def test_assistants_look_and_change_nothing(world: World, ada: User, path: str) -> None:
    del ada
    visitor = world.visitor(world.add_user("Asta", role=Role.ASSISTANT))
    assert visitor.get(PAGE).status_code == 200
    assert visitor.post(path).status_code == 403


def test_students_do_not_see_it_and_grades_of_another_course_are_out_of_reach(world: World, ada: User) -> None:
    assert world.visitor(ada).get(PAGE).status_code == 403
    other = world.other_course()
    teacher = world.visitor(world.add_teacher("Tilda", other))
    assert teacher.get(PAGE).status_code == 404
    teacher.get(f"/courses/{other.id}/lms")
    assert teacher.post(f"/courses/{other.id}/lms/grades/{row(world).id}").status_code == 404


def test_names_and_roles_are_fetched_by_a_button(world: World, ada: User) -> None:
    del ada
    visitor = world.visitor(world.instructor)
    visitor.get(PAGE)
    visitor.post(f"{PAGE}/roster")
    with world.sessions() as session:
        assert session.scalars(select(RosterSync.state)).all() == [JobState.OPEN]
    assert "names and roles are being fetched" in visitor.get(PAGE).get_data(as_text=True)


def test_what_an_lms_does_not_take_needs_attention(world: World, ada: User) -> None:
    del ada
    visitor = world.visitor(world.instructor)
    assert "Needs attention" not in visitor.get("/courses/1").get_data(as_text=True)
    become(world, times_failed=2, last_error=REFUSED)
    assert "Needs attention" not in visitor.get("/courses/1").get_data(as_text=True)
    become(world, times_failed=3, last_error=REFUSED)
    page = visitor.get("/courses/1").get_data(as_text=True)
    assert "1 grade is not taken" in page
    assert REFUSED in page


def test_a_list_that_could_not_be_had_needs_attention(world: World, ada: User) -> None:
    del ada
    with world.sessions.begin() as session:
        failed = {"state": JobState.FAILED, "error_message": "The LMS could not be asked.", "finished_at": utc_now()}
        session.add(RosterSync(context_id=1, **failed))
    page = world.visitor(world.instructor).get("/courses/1").get_data(as_text=True)
    assert "Names and roles could not be fetched" in page


def test_an_erased_student_is_nobody_at_the_platform(world: World, ada: User) -> None:
    with world.sessions.begin() as session:
        erasure.erase(session, world.instructor, 1, ada.id, email=ada.email, now=utc_now())
    with world.sessions() as session:
        assert session.scalars(select(Passback)).all() == []
        assert session.scalars(select(Identity)).all() == []
        assert ada.id not in session.scalars(select(Enrolment.user_id)).all()
