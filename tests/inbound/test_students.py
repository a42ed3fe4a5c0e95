"""A source speaks of people of its course, as students, and never gets at anybody else."""

from sqlalchemy import select

from grader.db.models import Enrolment, Identity, JobState, Role, Submission, User, utc_now
from grader.db.queries import people
from tests.inbound.conftest import ISSUER, Desk


def know(desk: Desk, user: User, subject: str = "u1") -> None:
    """Let the LMS have brought *user* here."""
    with desk.world.sessions.begin() as session:
        session.add(Identity(issuer=ISSUER, subject=subject, user_id=user.id))


def handed_in_by(desk: Desk) -> User:
    """Have the newest notice handed in, and return for whom."""
    notice = desk.work()
    assert notice.state is JobState.DONE, notice.error_message
    with desk.world.sessions() as session:
        return session.get_one(User, session.get_one(Submission, notice.submission_id).student_id)


def roles(desk: Desk, user: User) -> list[tuple[int, Role]]:
    with desk.world.sessions() as session:
        found = select(Enrolment).where(Enrolment.user_id == user.id)
        return [(each.course_id, each.role) for each in session.scalars(found)]


def test_a_student_whom_the_lms_has_brought_is_known(desk: Desk) -> None:
    ada = desk.world.add_user("Ada")
    know(desk, ada)
    desk.send()
    assert handed_in_by(desk).id == ada.id


def test_somebody_unknown_becomes_a_student_of_the_course_once(desk: Desk) -> None:
    desk.send()
    first = handed_in_by(desk)
    assert roles(desk, first) == [(desk.world.course.id, Role.STUDENT)]
    assert (first.name, first.password_hash, first.is_operator) == ("Student u1", None, False)
    desk.send(desk.said(submission={"id": "s9:3"}), "msg_2")
    assert handed_in_by(desk).id == first.id
    desk.send(desk.said(submission={"id": "s9:4"}, for_user={"user_id": "u2"}), "msg_3")
    assert handed_in_by(desk).id != first.id


def test_nobody_is_known_by_an_address(desk: Desk) -> None:
    ada = desk.world.add_user("Ada")
    desk.send(desk.said(for_user={"user_id": ada.email, "email": ada.email}))
    assert handed_in_by(desk).id != ada.id


def test_somebody_of_another_course_is_neither_enrolled_nor_named(desk: Desk) -> None:
    eve = desk.world.add_user("Eve", desk.world.other_course())
    know(desk, eve)
    desk.send()
    assert handed_in_by(desk).id != eve.id
    assert [role for _, role in roles(desk, eve)] == [Role.STUDENT]
    assert desk.world.role_of(eve) is None


def test_a_person_made_by_a_source_is_nobody_for_the_lms(desk: Desk) -> None:
    desk.send()
    handed_in_by(desk)
    with desk.world.sessions() as session:
        assert [each.issuer for each in session.scalars(select(Identity))] == [f"inbound-source:{desk.source.id}"]


def test_nothing_is_handed_in_for_staff(desk: Desk) -> None:
    otto = desk.world.add_teacher("Otto", desk.world.other_course())
    desk.world.enrol(otto, Role.STUDENT)
    know(desk, otto)
    fault, message = desk.refused(desk.said())
    assert fault == "student"
    assert "staff" in message
    assert desk.world.role_of(otto) is Role.STUDENT


def test_nothing_is_handed_in_for_operators(desk: Desk) -> None:
    know(desk, desk.world.instructor)
    fault, _ = desk.refused(desk.said())
    assert fault == "student"
    assert desk.world.role_of(desk.world.instructor) is Role.INSTRUCTOR


def test_nothing_is_handed_in_for_the_erased(desk: Desk) -> None:
    ada = desk.world.add_user("Ada")
    know(desk, ada)
    with desk.world.sessions.begin() as session:
        session.get_one(User, ada.id).erased_at = utc_now()
    _, message = desk.refused(desk.said())
    assert "erased" in message


def test_a_refusal_leaves_nobody_behind(desk: Desk) -> None:
    with desk.world.sessions() as session:
        item = people.line_item(session, desk.world.item.id)
        before = session.scalars(select(User.id)).all()
    assert item is not None
    with desk.world.sessions.begin() as session:
        item.due_at = utc_now().replace(year=2020)
        session.merge(item)
    desk.refused(desk.said())
    with desk.world.sessions() as session:
        assert session.scalars(select(User.id)).all() == before
        assert session.scalars(select(Identity.id)).all() == []
