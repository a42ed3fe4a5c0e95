"""Launches from a platform, from its login to a page of ours."""

from typing import Any

from sqlalchemy import select

from grader.db.models import (
    Context,
    Deployment,
    Enrolment,
    Identity,
    Launch,
    LineItem,
    Login,
    Passback,
    ResourceLink,
    Role,
    RosterSync,
    utc_now,
)
from grader.domain.lti import Person
from grader.services import courses, erasure
from grader.services.lti import identities
from tests.lti.lms import LAUNCH, Lms
from tests.lti.pages import press, user_of
from tests.web.reports import PARTLY
from tests.web.world import World


def test_a_login_asks_the_platform_who_is_there(world: World, lms: Lms) -> None:
    asked = lms.begin(world.stranger())
    assert asked["scope"] == "openid"
    assert asked["response_type"] == "id_token"
    assert asked["response_mode"] == "form_post"
    assert asked["prompt"] == "none"
    assert asked["redirect_uri"] == LAUNCH
    assert (asked["client_id"], asked["login_hint"], asked["lti_message_hint"]) == ("client-1", "hint", "message")


def test_a_login_may_be_posted_and_need_not_name_the_client(world: World, lms: Lms) -> None:
    sent = {"iss": lms.issuer, "login_hint": "hint", "target_link_uri": LAUNCH}
    answer = world.stranger().post("/lti/login", sent)
    assert answer.status_code == 302
    assert answer.location.startswith(f"{lms.address}/auth?")


def test_state_and_nonce_are_kept_as_hashes_alone(world: World, lms: Lms) -> None:
    asked = lms.begin(world.stranger())
    with world.sessions() as session:
        login = session.scalars(select(Login)).one()
    assert {asked["state"], asked["nonce"]}.isdisjoint({login.state_hash, login.nonce_hash})


def test_a_student_comes_to_the_assignment_at_once(world: World, bound: Lms) -> None:
    visitor = world.stranger()
    answer = bound.launch(visitor)
    assert (answer.status_code, answer.location) == (302, "/assignments/1")
    assert "Ada of the LMS" in visitor.get("/assignments/1").text


def test_who_launches_is_enrolled_as_what_the_platform_says(world: World, bound: Lms) -> None:
    for subject, role in (("ada", "Learner"), ("tom", "TeachingAssistant"), ("ida", "Instructor")):
        bound.launch(world.stranger(), subject, role)
    roles = [world.role_of(user_of(world, bound, subject)) for subject in ("ada", "tom", "ida")]
    assert roles == [Role.STUDENT, Role.ASSISTANT, Role.INSTRUCTOR]


def test_staff_come_to_the_page_of_the_class(world: World, bound: Lms) -> None:
    answer = bound.launch(world.stranger(), "ida", "Instructor")
    assert answer.location == "/assignments/1/students"


def test_a_role_in_the_institution_makes_nobody_staff(world: World, bound: Lms) -> None:
    roles = ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"]
    bound.launch(world.stranger(), "ada", roles=roles)
    assert world.role_of(user_of(world, bound, "ada")) is Role.STUDENT


def test_a_launch_makes_a_student_staff_but_nobody_less(world: World, bound: Lms) -> None:
    for role, expected in (("Learner", "student"), ("Instructor", "instructor"), ("Learner", "instructor")):
        bound.launch(world.stranger(), "ada", role)
        assert world.role_of(user_of(world, bound, "ada")) == expected


def test_people_are_known_by_their_subject_not_by_their_mail(world: World, bound: Lms) -> None:
    ada = world.add_user("Ada")  # ada@example.org, as the platform says of its own
    bound.launch(world.stranger(), "ada")
    launched = user_of(world, bound, "ada")
    assert launched.id != ada.id
    assert launched.email.endswith("@invalid")
    bound.launch(world.stranger(), "ada", email="other@example.org", name="Ada Lovelace")
    again = user_of(world, bound, "ada")
    assert (again.id, again.name) == (launched.id, "Ada Lovelace")


def test_the_same_subject_of_another_issuer_is_somebody_else(world: World, bound: Lms) -> None:
    with world.sessions.begin() as session:
        one, two = (
            identities.known_or_new(session, Person(issuer, "ada", "Ada")) for issuer in (bound.issuer, "https://b")
        )
        assert one.id != two.id


def test_somebody_without_a_name_can_launch(world: World, bound: Lms) -> None:
    bound.launch(world.stranger(), "ada", name=None)
    assert user_of(world, bound, "ada").name == "Somebody without a name"


def test_students_before_their_instructor_are_told_to_wait(world: World, lms: Lms) -> None:
    answer = lms.launch(world.stranger())
    assert answer.status_code == 400
    assert "Your instructor has to open this link once" in answer.text
    with world.sessions() as session:
        assert session.scalars(select(Identity)).all() == []


def test_the_first_instructor_makes_a_new_course_and_chooses_an_assignment(world: World, lms: Lms) -> None:
    visitor = world.stranger()
    answer = lms.launch(visitor, "ida", "Instructor", at_home=False)
    assert "Which course is it here?" in answer.text
    answer = press(visitor, answer, "/lti/course", course="new")
    assert "Which assignment?" in answer.text
    assert "Add to the course" in answer.text
    answer = press(visitor, answer, "/lti/assignment", assignment="new:tiny")
    assert "Open in a new window as Ida of the LMS" in answer.text
    assert press(visitor, answer).status_code == 302
    with world.sessions() as session:
        context = session.scalars(select(Context)).one()
        assert (context.context_id, context.course.title) == ("c1", "Deep learning")
        link = session.scalars(select(ResourceLink)).one()
        assert link.line_item_id
        assert session.get_one(LineItem, link.line_item_id).course_id == context.course_id
    student = lms.launch(world.stranger())
    assert student.status_code == 302


def test_an_instructor_chooses_among_their_own_courses_alone(world: World, lms: Lms) -> None:
    elsewhere = world.other_course()
    with world.sessions.begin() as session:
        ida = identities.known_or_new(session, Person(lms.issuer, "ida", "Ida"))
        courses.enrol(session, ida, world.course, Role.INSTRUCTOR)
    visitor = world.stranger()
    answer = lms.launch(visitor, "ida", "Instructor", at_home=False)
    assert "Networks" in answer.text
    assert "Elsewhere" not in answer.text
    refused = press(visitor, answer, "/lti/course", course=str(elsewhere.id))
    assert refused.status_code == 404
    answer = press(visitor, answer, "/lti/course", course=str(world.course.id))
    refused = press(visitor, answer, "/lti/assignment", assignment="99")
    assert refused.status_code == 404
    answer = press(visitor, answer, "/lti/assignment", assignment="1")
    assert press(visitor, answer).location == "/assignments/1/students"


def test_a_link_names_its_assignment_but_never_one_of_another_course(world: World, bound: Lms) -> None:
    with world.sessions.begin() as session:
        other = courses.create_course(session, "Elsewhere")
        theirs = courses.open_assignment(session, other, "tiny", "Theirs").id
        ours = courses.open_assignment(session, session.merge(world.course), "loss", "Ours").id
    link = {"id": "rl2"}
    foreign = bound.launch(world.stranger(), resource_link=link, custom={"line_item": str(theirs)})
    assert foreign.status_code == 400
    own = bound.launch(world.stranger(), resource_link=link, custom={"line_item": str(ours)})
    assert own.location == f"/assignments/{ours}"


def test_where_grades_and_rosters_are_is_kept(world: World, bound: Lms) -> None:
    endpoint = {"lineitems": "https://lms.example.org/items?type_id=1", "lineitem": "https://lms.example.org/items/3"}
    roster = {"context_memberships_url": "https://lms.example.org/members"}
    changes: dict[str, Any] = {
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": {**endpoint, "scope": ["a", "b"]},
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": roster,
    }
    bound.launch(world.stranger(), **changes)
    with world.sessions() as session:
        link = session.scalars(select(ResourceLink)).one()
        assert (link.ags_line_items_url, link.ags_line_item_url) == (endpoint["lineitems"], endpoint["lineitem"])
        assert link.ags_scopes == ["a", "b"]
        assert session.scalars(select(Context)).one().memberships_url == roster["context_memberships_url"]


def test_an_unknown_deployment_becomes_known_by_an_instructor(world: World, lms: Lms) -> None:
    assert lms.launch(world.stranger(), deployment_id="d2").status_code == 400
    lms.launch(world.stranger(), "ida", "Instructor", deployment_id="d2")
    with world.sessions() as session:
        assert set(session.scalars(select(Deployment.deployment_id))) == {"d1", "d2"}


def test_who_left_the_course_comes_back_by_a_launch(world: World, bound: Lms) -> None:
    bound.launch(world.stranger())
    ada = user_of(world, bound, "ada")
    world.remove(ada)
    bound.launch(world.stranger())
    with world.sessions() as session:
        assert session.scalars(select(Enrolment).where(Enrolment.user_id == ada.id)).one().role is Role.STUDENT


def test_the_key_set_is_fetched_once_for_many_launches(world: World, bound: Lms) -> None:
    for subject in ("ada", "ben", "cem"):
        assert bound.launch(world.stranger(), subject).status_code == 302
    assert bound.asked == ["/keys"]


AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
SERVICES: dict[str, Any] = {
    AGS: {"lineitem": "https://lms.example.org/1", "scope": ["https://purl.imsglobal.org/spec/lti-ags/scope/score"]},
    ROSTER: {"context_memberships_url": "https://lms.example.org/members"},
}


def test_a_score_from_before_the_first_launch_is_wanted_by_the_platform(world: World, bound: Lms) -> None:
    with world.sessions.begin() as session:
        ada = identities.known_or_new(session, Person(bound.issuer, "ada", "Ada"))
        courses.enrol(session, ada, session.merge(world.course), Role.STUDENT)
    world.submit(ada, PARTLY)
    bound.launch(world.stranger(), **SERVICES)
    with world.sessions() as session:
        assert session.scalars(select(Passback)).one().subject == "ada"


def test_the_roster_is_fetched_when_somebody_new_launches(world: World, bound: Lms) -> None:
    bound.launch(world.stranger(), **SERVICES)
    with world.sessions.begin() as session:
        session.delete(session.scalars(select(RosterSync)).one())
    bound.launch(world.stranger(), **SERVICES)
    with world.sessions() as session:
        assert session.scalars(select(RosterSync)).all() == []


def test_what_was_graded_before_a_link_leads_to_it_is_wanted_as_soon_as_it_does(world: World, bound: Lms) -> None:
    visitor, link = world.stranger(), {"id": "rl2"}
    with world.sessions.begin() as session:
        ada = identities.known_or_new(session, Person(bound.issuer, "ada", "Ada"))
        courses.enrol(session, ada, session.merge(world.course), Role.STUDENT)
    world.submit(ada, PARTLY)
    asked = bound.launch(visitor, "ida", "Instructor", at_home=False, resource_link=link, **SERVICES)
    with world.sessions() as session:
        assert session.scalars(select(Passback)).all() == []
    press(visitor, asked, "/lti/assignment", assignment="1")
    with world.sessions() as session:
        assert session.scalars(select(Passback)).one().student_id == ada.id


def test_nobody_is_known_by_a_launch_after_their_erasure(world: World, bound: Lms) -> None:
    answer = bound.launch(world.stranger(), at_home=False)
    ada = user_of(world, bound, "ada")
    with world.sessions.begin() as session:
        teacher = session.merge(world.instructor)
        erasure.erase(session, teacher, world.course.id, ada.id, email=ada.email, now=utc_now())
    with world.sessions() as session:
        assert session.scalars(select(Identity)).all() == []
        assert session.scalars(select(Launch)).all() == []
    assert press(world.stranger(), answer).status_code == 400
    bound.launch(world.stranger())
    assert user_of(world, bound, "ada").id != ada.id
