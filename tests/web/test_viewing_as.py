"""Staff look at a course as a student: that course alone, and without changing anything."""

import pytest
from sqlalchemy import func, select

from grader.db.models import AuditEvent, Enrolment, GradeEvent, LineItem, Role, Submission, User
from grader.services import courses, submissions
from grader.services.audit import Action
from tests.web.reports import PARTLY, PERFECT
from tests.web.routes import path_of, rules
from tests.web.world import CODE, Visitor, World

BANNER = 'aria-label="View as student"'


@pytest.fixture
def ada(world: World) -> User:
    """Return a student of this course, in which they have handed in, and of another one."""
    ada = world.add_user("Ada Lovelace")
    world.submit(ada, PARTLY)
    other = world.other_course()
    with world.sessions.begin() as session:
        courses.enrol(session, ada, other, Role.STUDENT)
        item = courses.open_assignment(session, other, "tiny", "Secret network")
        submissions.submit(session, ada, item.id, CODE + b"# secret", 256)
    return ada


@pytest.fixture
def teacher(world: World, ada: User) -> Visitor:
    """Return the instructor, who looks at the course as Ada."""
    return begin(world, world.instructor, ada)


def begin(world: World, staff: User, student: User) -> Visitor:
    visitor = world.visitor(staff)
    answer = visitor.post(f"/courses/1/people/{student.id}/viewing")
    assert (answer.status_code, answer.location) == (302, "/")
    return visitor


def test_the_pages_are_those_of_the_student(world: World, ada: User, teacher: Visitor) -> None:
    bob = world.add_user("Bob")
    world.submit(bob, PERFECT)
    home = teacher.get("/").text
    assert BANNER in home
    assert "as <strong>Ada Lovelace</strong> sees it" in home
    assert "You teach this course" not in home
    assert teacher.get("/submissions/1").status_code == 200
    assert teacher.get("/submissions/3").status_code == 404, "of another student"
    for path in ("/", "/assignments/1", "/submissions/1"):
        own, seen = world.visitor(ada).get(path).text, teacher.get(path).text
        main = [page[page.index("<h1") : page.index("</main>")] for page in (own, seen)]
        assert ("Tiny network" in main[0]) == ("Tiny network" in main[1])


def test_nothing_of_another_course_is_seen(teacher: Visitor) -> None:
    home = teacher.get("/")
    assert "Tiny network" in home.text
    assert "Secret network" not in home.text
    assert "Elsewhere" not in home.text
    for path in ("/assignments/2", "/assignments/2/starter.py", "/submissions/2", "/runs/2"):
        answer = teacher.get(path)
        assert answer.status_code == 404
        assert "Secret" not in answer.text


def test_what_is_hidden_from_the_student_is_hidden(world: World, ada: User, teacher: Visitor) -> None:
    with world.sessions.begin() as session:
        session.get_one(LineItem, world.item.id).is_published = False
    for visitor in (world.visitor(ada), teacher):
        for path in ("/assignments/1", "/submissions/1", "/runs/1"):
            assert visitor.get(path).status_code == 404
        assert "Tiny network" not in visitor.get("/").text


def test_every_post_is_refused_but_stopping_and_signing_out(world: World, teacher: Visitor) -> None:
    def counts() -> list[int | None]:
        with world.sessions() as session:
            tables = (Submission, GradeEvent, Enrolment, AuditEvent)
            return [session.scalar(select(func.count()).select_from(each)) for each in tables]

    before = counts()
    asked = [rule for rule in rules(world, "POST") if rule.endpoint not in {"viewing.end", "auth.sign_out"}]
    assert len(asked) >= 10
    for rule in asked:
        teacher.get("/")
        sent = {"code": "x = 1", "role": "instructor", "password": "battery staple", "rows": "a, a@b.org"}
        answer = teacher.post(path_of(world, rule), sent)
        assert answer.status_code == 403, rule
        assert "You can only look here" in answer.text
        assert BANNER in answer.text
    for method in ("put", "patch", "delete"):
        answer = getattr(teacher.client, method)("/assignments/1")
        assert answer.status_code in {403, 400}, "without the token of a form it goes no further"
    assert counts() == before


def test_the_pages_of_the_account_and_of_staff_are_ones_own(world: World, ada: User, teacher: Visitor) -> None:
    account = teacher.get("/account").text
    assert BANNER in account
    assert world.instructor.email in account
    assert ada.email not in account
    for path in ("/courses/1", "/courses/1/people", "/courses/1/audit-log"):
        page = teacher.get(path)
        assert page.status_code == 200
        assert BANNER in page.text
    other = path_of(world, next(rule for rule in rules(world, "GET") if rule.endpoint == "auth.join"))
    assert teacher.get(other).location == "/", "the instructor is in the course"
    assert teacher.get("/courses/2").status_code == 404
    assert teacher.get("/courses/2/people").status_code == 404


def test_stopping_leads_back_and_the_student_is_gone(world: World, ada: User, teacher: Visitor) -> None:
    teacher.get("/")
    answer = teacher.post("/viewing/end")
    assert answer.location == f"/courses/1/people/{ada.id}"
    assert BANNER not in teacher.get("/").text
    assert "You teach this course" in teacher.get("/").text
    assert teacher.get("/viewing/end").status_code == 405
    assert teacher.post("/viewing/end").location == "/", "a form sent twice"
    assert world.role_of(ada) is Role.STUDENT


def test_signing_out_ends_it(world: World, teacher: Visitor) -> None:
    teacher.get("/")
    teacher.post("/sign-out")
    assert teacher.get("/").location == "/sign-in"
    path = world.sign_in_path(world.instructor)
    teacher.get(path)
    teacher.post(path)
    assert BANNER not in teacher.get("/").text


def test_it_ends_when_either_is_not_what_they_were(world: World, ada: User) -> None:
    assistant = world.add_user("Asta", role=Role.ASSISTANT)
    visitor = begin(world, assistant, ada)
    assert visitor.get("/submissions/1").status_code == 200
    world.enrol(assistant, Role.STUDENT)
    assert visitor.get("/submissions/1").status_code == 404
    world.enrol(assistant, Role.ASSISTANT)
    assert BANNER not in visitor.get("/").text, "it has ended for good"
    visitor = begin(world, assistant, ada)
    world.enrol(ada, Role.INSTRUCTOR)
    assert BANNER not in visitor.get("/").text


def test_it_is_noted(world: World, ada: User, teacher: Visitor) -> None:
    teacher.get("/submissions/1")
    with world.sessions() as session:
        [event] = session.scalars(select(AuditEvent))
    expected = (Action.VIEWED_AS_STUDENT, world.instructor.id, ada.id)
    assert (event.action, event.actor_id, event.student_id) == expected


def test_nobody_is_looked_at_who_is_staff_or_elsewhere(world: World, ada: User) -> None:
    asta = world.add_user("Asta", role=Role.ASSISTANT)
    eve = world.add_user("Eve", world.other_course())
    visitor = world.visitor(asta)
    assert visitor.post(f"/courses/1/people/{world.instructor.id}/viewing").status_code == 409
    for user_id in (eve.id, 999, 2**40):
        assert visitor.post(f"/courses/1/people/{user_id}/viewing").status_code == 404
    student = world.visitor(ada)
    assert student.post(f"/courses/1/people/{ada.id}/viewing").status_code == 403
    assert BANNER not in visitor.get("/").text
    assert BANNER not in student.get("/").text


def test_looking_takes_no_more_queries_as_the_course_grows(world: World, teacher: Visitor) -> None:
    few = world.count_queries(teacher, "/")
    for n in range(5):
        world.submit(world.add_user(f"Student {n}"), PARTLY)
    assert world.count_queries(teacher, "/") == few
