"""Who has an account already goes on in it, with a code from there."""

import re

import pytest
from sqlalchemy import select, update

from grader.db.models import Enrolment, Role, SignInLink, User, utc_now
from tests.lti.lms import Lms
from tests.lti.pages import press, user_of
from tests.web.reports import PARTLY
from tests.web.world import Visitor, World


@pytest.fixture
def ben(world: World) -> User:
    return world.add_user("Ben")


def code_of(visitor: Visitor) -> str:
    visitor.get("/account")
    found = re.search(r'id="code" readonly value="([^"]+)"', visitor.post("/account/lms-code").text)
    assert found
    return found[1]


def test_an_instructor_binds_a_course_that_they_taught_here_before(world: World, lms: Lms) -> None:
    code = code_of(world.visitor(world.instructor))
    visitor = world.stranger()
    asked = lms.launch(visitor, "ida", "Instructor", at_home=False)
    assert "Networks" not in asked.text
    asked = press(visitor, asked, "/lti/account", code=code)
    assert "Networks" in asked.text
    assert user_of(world, lms, "ida").id == world.instructor.id
    asked = press(visitor, asked, "/lti/course", course=str(world.course.id))
    assert "Which assignment?" in asked.text


def test_a_student_goes_on_in_their_account(world: World, bound: Lms, ben: User) -> None:
    visitor = world.stranger()
    answer = press(visitor, bound.launch(visitor, at_home=False), "/lti/account", code=code_of(world.visitor(ben)))
    assert "Open in a new window as Ben" in answer.text
    press(visitor, answer)
    assert "Ben" in visitor.get("/account").text
    with world.sessions() as session:
        found = session.scalars(select(Enrolment.user_id).where(Enrolment.role == Role.STUDENT)).all()
    assert found == [ben.id]  # the account that the launch had made is in no course any more
    assert bound.launch(world.stranger()).status_code == 302
    assert user_of(world, bound, "ada").id == ben.id
    assert user_of(world, bound, "ada").name == "Ben"


def test_a_wrong_used_or_old_code_links_nothing(world: World, bound: Lms, ben: User) -> None:
    used, old = code_of(world.visitor(ben)), code_of(world.visitor(ben))
    world.stranger().get(f"/sign-in/{used}")
    visitor = world.stranger()
    visitor.get(f"/sign-in/{used}")
    visitor.post(f"/sign-in/{used}")
    with world.sessions.begin() as session:
        session.execute(update(SignInLink).where(SignInLink.used_at.is_(None)).values(expires_at=utc_now()))
    answer = bound.launch(visitor, at_home=False)
    for code in (used, old, "guessed", ""):
        refused = press(visitor, answer, "/lti/account", code=code)
        assert refused.status_code == 400
        assert "This code is wrong" in refused.text
    assert user_of(world, bound, "ada").id != ben.id


def test_work_that_was_handed_in_by_launching_stays_where_it_is(world: World, bound: Lms, ben: User) -> None:
    visitor = world.stranger()
    answer = bound.launch(visitor, at_home=False)
    world.submit(user_of(world, bound, "ada"), PARTLY)
    refused = press(visitor, answer, "/lti/account", code=code_of(world.visitor(ben)))
    assert "with work in it" in refused.text
    assert "an account here already" not in bound.launch(world.stranger(), at_home=False).text


def test_an_account_that_a_platform_brought_offers_no_code_and_no_password(world: World, bound: Lms) -> None:
    cem = world.stranger()
    bound.launch(cem, "cem")
    page = cem.get("/account").text
    assert "Make a code" not in page
    assert "Choose a password" not in page
    assert "signed in through your LMS" in page
