"""Who is what in a course: changed by instructors, and never so that none is left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, Course, Role, SignInLink, User
from grader.db.queries import members as queries
from grader.db.queries import people
from grader.errors import GraderError, NotAllowed, NotFound, Refused
from grader.services import accounts, members
from grader.services.audit import Action
from grader.services.courses import create_course, enrol
from grader.services.submissions import submit
from tests.conftest import School

STRANGE_IDS = [0, 999, 2**31, 2**70]


def role_of(sessions: sessionmaker[Session], user: User, course: Course) -> Role | None:
    with sessions() as session:
        return people.role(session, user.id, course.id)


def enrol_now(sessions: sessionmaker[Session], user: User, course: Course, role: Role) -> None:
    with sessions.begin() as session:
        enrol(session, user, course, role)


@pytest.fixture
def elsewhere(sessions: sessionmaker[Session]) -> Course:
    """Return a course that nobody is in."""
    with sessions.begin() as session:
        return create_course(session, "Elsewhere")


def test_an_instructor_changes_a_role_and_it_is_noted(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        members.change_role(session, school.instructor, school.course.id, school.ada.id, Role.ASSISTANT)
    assert role_of(sessions, school.ada, school.course) is Role.ASSISTANT
    with sessions() as session:
        [event] = session.scalars(select(AuditEvent))
    assert (event.action, event.student_id) == (Action.CHANGED_ROLE, school.ada.id)
    assert event.detail == {"before": "student", "after": "assistant"}


def test_a_role_that_stays_is_no_event(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        members.change_role(session, school.instructor, school.course.id, school.ada.id, Role.STUDENT)
        assert session.scalar(select(AuditEvent)) is None


def test_the_last_instructor_stays(sessions: sessionmaker[Session], school: School) -> None:
    actor, course_id = school.instructor, school.course.id
    with sessions.begin() as session:
        for role in (Role.STUDENT, Role.ASSISTANT):
            with pytest.raises(Refused, match="last instructor"):
                members.change_role(session, actor, course_id, actor.id, role)
        with pytest.raises(Refused, match="last instructor"):
            members.remove(session, actor, course_id, actor.id)
    enrol_now(sessions, school.ada, school.course, Role.INSTRUCTOR)
    with sessions.begin() as session:
        members.remove(session, actor, course_id, actor.id)
    assert role_of(sessions, actor, school.course) is None


def at_once(sessions: sessionmaker[Session], *changes: Callable[[Session], object]) -> list[type[GraderError] | None]:
    """Do all *changes*, each in a transaction of its own, and return what they raised."""
    ready = Barrier(len(changes))

    def do(change: Callable[[Session], object]) -> type[GraderError] | None:
        ready.wait()
        try:
            with sessions.begin() as session:
                change(session)
        except GraderError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(len(changes)) as pool:
        return list(pool.map(do, changes))


@pytest.mark.parametrize("kind", ["demote each other", "demote themselves", "remove each other", "remove and demote"])
def test_two_instructors_at_once_leave_one(sessions: sessionmaker[Session], school: School, kind: str) -> None:
    ida, ada, course_id = school.instructor, school.ada, school.course.id

    def demote(actor: User, other: User) -> Callable[[Session], object]:
        return lambda session: members.change_role(session, actor, course_id, other.id, Role.STUDENT)

    def remove(actor: User, other: User) -> Callable[[Session], object]:
        return lambda session: members.remove(session, actor, course_id, other.id)

    for _ in range(8):
        enrol_now(sessions, ida, school.course, Role.INSTRUCTOR)
        enrol_now(sessions, ada, school.course, Role.INSTRUCTOR)
        changes = {
            "demote each other": (demote(ida, ada), demote(ada, ida)),
            "demote themselves": (demote(ida, ida), demote(ada, ada)),
            "remove each other": (remove(ida, ada), remove(ada, ida)),
            "remove and demote": (remove(ida, ida), demote(ada, ada)),
        }[kind]
        raised = at_once(sessions, *changes)
        roles = [role_of(sessions, user, school.course) for user in (ida, ada)]
        assert roles.count(Role.INSTRUCTOR) == 1, raised
        assert raised.count(None) == 1


def test_who_is_removed_keeps_their_work(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        submit(session, school.ada, school.line_item.id, b"x = 1", 16)
    with sessions.begin() as session:
        assert members.remove(session, school.instructor, school.course.id, school.ada.id) == "Ada"
    enrol_now(sessions, school.ada, school.course, Role.STUDENT)
    with sessions() as session:
        found = queries.member(session, school.course.id, school.ada.id)
        assert found is not None
        assert found.last_submission_at is not None


@pytest.mark.parametrize("change", ["change_role", "remove", "make_sign_in_link", "view_as"])
def test_only_the_right_people_may_and_only_to_people_of_the_course(
    sessions: sessionmaker[Session], school: School, elsewhere: Course, change: str
) -> None:
    def do(actor: User, user_id: int, course: Course = school.course) -> None:
        more = (Role.ASSISTANT,) if change == "change_role" else ()
        with sessions.begin() as session:
            getattr(members, change)(session, actor, course.id, user_id, *more)

    with sessions.begin() as session:
        otto = User(name="Otto", email="otto@example.org")
        session.add(otto)
        session.flush()
        enrol(session, otto, elsewhere, Role.INSTRUCTOR)
    with pytest.raises(NotAllowed):
        do(school.ben, school.ada.id)
    with pytest.raises(NotFound):
        do(otto, school.ada.id)
    with pytest.raises(NotFound):
        do(otto, school.ada.id, elsewhere)
    for user_id in [*STRANGE_IDS, otto.id]:
        with pytest.raises(NotFound):
            do(school.instructor, user_id)
    if change != "view_as":
        enrol_now(sessions, school.ben, school.course, Role.ASSISTANT)
        with pytest.raises(NotAllowed):
            do(school.ben, school.ada.id)
    do(school.instructor, school.ada.id)


def test_a_sign_in_link_signs_a_student_in_and_is_noted(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        token = members.make_sign_in_link(session, school.instructor, school.course.id, school.ada.id)
    with sessions.begin() as session:
        assert accounts.use_sign_in_link(session, token).id == school.ada.id
        [event] = session.scalars(select(AuditEvent))
    assert (event.action, event.actor_id, event.detail) == (Action.MADE_SIGN_IN_LINK, school.instructor.id, {})
    assert token not in event.target


def refused(sessions: sessionmaker[Session], school: School, user: User) -> bool:
    try:
        with sessions.begin() as session:
            members.make_sign_in_link(session, school.instructor, school.course.id, user.id)
    except Refused as error:
        return "more than your own courses" in str(error)
    return False


@pytest.mark.parametrize("role", Role)
def test_no_link_opens_a_course_that_its_maker_does_not_teach(
    sessions: sessionmaker[Session], school: School, elsewhere: Course, role: Role
) -> None:
    enrol_now(sessions, school.ada, elsewhere, role)
    assert refused(sessions, school, school.ada)
    enrol_now(sessions, school.instructor, elsewhere, Role.ASSISTANT)
    assert refused(sessions, school, school.ada)
    enrol_now(sessions, school.instructor, elsewhere, Role.INSTRUCTOR)
    assert refused(sessions, school, school.ada) == role.is_staff


def test_no_link_is_made_for_staff_nor_for_who_was(sessions: sessionmaker[Session], school: School) -> None:
    for role in (Role.ASSISTANT, Role.INSTRUCTOR):
        enrol_now(sessions, school.ada, school.course, role)
        assert refused(sessions, school, school.ada)
    with sessions.begin() as session:
        members.view_as(session, school.ada, school.course.id, school.ben.id)
    with sessions.begin() as session:
        members.change_role(session, school.instructor, school.course.id, school.ada.id, Role.STUDENT)
    assert refused(sessions, school, school.ada), "to be demoted first and taken over then"
    assert not refused(sessions, school, school.ben)


def test_no_link_is_made_for_who_has_left_work_elsewhere(
    sessions: sessionmaker[Session], school: School, elsewhere: Course
) -> None:
    otto = school.ben
    with sessions.begin() as session:
        enrol(session, otto, elsewhere, Role.INSTRUCTOR)
        submit(session, school.ada, school.line_item.id, b"x = 1", 16)
        enrol(session, school.ada, elsewhere, Role.STUDENT)
    with sessions.begin() as session:
        members.remove(session, school.instructor, school.course.id, school.ada.id)
    with pytest.raises(Refused), sessions.begin() as session:
        members.make_sign_in_link(session, otto, elsewhere.id, school.ada.id)


def test_who_becomes_staff_loses_the_links_that_others_made(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        token = members.make_sign_in_link(session, school.instructor, school.course.id, school.ada.id)
        used = accounts.issue_sign_in_link(session, school.ada, timedelta(hours=1))
        accounts.use_sign_in_link(session, used)
    with sessions.begin() as session:
        members.change_role(session, school.instructor, school.course.id, school.ada.id, Role.ASSISTANT)
    with pytest.raises(Refused), sessions.begin() as session:
        accounts.use_sign_in_link(session, token)
    with sessions() as session:
        assert len(list(session.scalars(select(SignInLink)))) == 1, "what was used stays on record"


def test_a_new_join_code_closes_the_old_one(sessions: sessionmaker[Session], school: School) -> None:
    old = school.course.join_code
    with sessions.begin() as session:
        new = members.renew_join_code(session, school.instructor, school.course.id).join_code
    assert new != old
    with sessions() as session:
        assert people.course_by_join_code(session, old) is None
        assert people.course_by_join_code(session, new) is not None
    with pytest.raises(NotAllowed), sessions.begin() as session:
        members.renew_join_code(session, school.ada, school.course.id)


def test_only_students_are_looked_at_as(sessions: sessionmaker[Session], school: School) -> None:
    enrol_now(sessions, school.ben, school.course, Role.ASSISTANT)
    with sessions.begin() as session:
        assert members.view_as(session, school.ben, school.course.id, school.ada.id).name == "Ada"
        for user in (school.instructor, school.ben):
            with pytest.raises(Refused, match="no student"):
                members.view_as(session, school.ben, school.course.id, user.id)


@pytest.mark.parametrize(
    ("search", "role", "names"),
    [
        ("", None, ["Ada", "Ben", "Ida"]),
        ("a", None, ["Ada", "Ben", "Ida"]),  # each has an address at example.org
        ("AD", None, ["Ada"]),
        ("ben@", None, ["Ben"]),
        ("%", None, []),
        ("_", None, []),
        ("\\", None, []),
        ("'; DROP TABLE users; --", None, []),
        ("", Role.INSTRUCTOR, ["Ida"]),
        ("ada", Role.INSTRUCTOR, []),
    ],
)
def test_people_are_found(
    sessions: sessionmaker[Session], school: School, search: str, role: Role | None, names: list[str]
) -> None:
    with sessions() as session:
        found = queries.page(session, school.course.id, search, role, offset=0, limit=10)
        assert [each.enrolment.user.name for each in found] == names
        assert queries.count(session, school.course.id, search, role) == len(names)


def test_people_come_by_page_with_when_they_last_handed_in(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        sent = submit(session, school.ada, school.line_item.id, b"x = 1", 16)
    with sessions() as session:
        first, second = (queries.page(session, school.course.id, "", None, offset=offset, limit=1) for offset in (0, 1))
        assert [(each.enrolment.user.name, each.last_submission_at) for each in first + second] == [
            ("Ada", sent.received_at),
            ("Ben", None),
        ]
