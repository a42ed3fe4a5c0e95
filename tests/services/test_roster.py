"""Lists are imported as they were looked at, whatever others do at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import ClassReport, Course, Enrolment, Role, User
from grader.db.queries import members
from grader.domain.roster import Roster, parse
from grader.errors import NotAllowed, NotFound
from grader.services import accounts, roster
from grader.services.courses import create_course
from tests.conftest import School

LIST = parse("name,email\nAda,ada@example.org\nCleo,cleo@example.org\nDan,dan@example.org\n")


def look(sessions: sessionmaker[Session], school: School, found: Roster = LIST) -> roster.Plan:
    with sessions() as session:
        return roster.plan(session, school.instructor, school.course.id, found)


def carry_out(sessions: sessionmaker[Session], school: School, mark: str) -> int | None:
    with sessions.begin() as session:
        return roster.carry_out(session, school.instructor, school.course.id, LIST, mark)


def people_of(sessions: sessionmaker[Session], course: Course) -> list[tuple[str, Role]]:
    with sessions() as session:
        found = select(User.name, Enrolment.role).join(Enrolment.user).where(Enrolment.course_id == course.id)
        return [(row[0], row[1]) for row in session.execute(found.order_by(User.name))]


def test_who_is_new_is_added_and_the_figures_are_wanted(sessions: sessionmaker[Session], school: School) -> None:
    planned = look(sessions, school)
    assert [each.name for each in planned.new] == ["Cleo", "Dan"]
    assert [each.name for each in planned.known] == ["Ada"]
    assert carry_out(sessions, school, planned.mark) == 2
    assert people_of(sessions, school.course) == [
        ("Ada", Role.STUDENT),
        ("Ben", Role.STUDENT),
        ("Cleo", Role.STUDENT),
        ("Dan", Role.STUDENT),
        ("Ida", Role.INSTRUCTOR),
    ]
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(ClassReport)) == 1


def test_of_two_who_press_the_button_at_once_one_imports(sessions: sessionmaker[Session], school: School) -> None:
    mark, ready = look(sessions, school).mark, Barrier(4)

    def press(_: int) -> int | None:
        ready.wait()
        return carry_out(sessions, school, mark)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4)), key=str) == [2, None, None, None]
    assert len(people_of(sessions, school.course)) == 5


def test_who_joins_at_the_same_moment_is_in_the_course_once(sessions: sessionmaker[Session], school: School) -> None:
    mark, ready = look(sessions, school).mark, Barrier(2)

    def register() -> None:
        ready.wait()
        with sessions.begin() as session:
            accounts.register(session, school.course.join_code, "Cleo herself", "cleo@example.org", "correct horse")

    def press() -> int | None:
        ready.wait()
        return carry_out(sessions, school, mark)

    with ThreadPoolExecutor(2) as pool:
        registered, imported = pool.submit(register), pool.submit(press)
    names = [name for name, _ in people_of(sessions, school.course)]
    assert imported.result() in {2, None}
    assert registered.exception() is None or imported.result() == 2
    assert sum(name.startswith("Cleo") for name in names) == 1


def test_who_registers_between_the_look_and_the_deed_is_left_alone(
    sessions: sessionmaker[Session], school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's transaction ends between our SELECT and our INSERT."""
    with sessions.begin() as session:
        session.add(User(name="Cleo herself", email="cleo@example.org"))
    asked: list[int] = []
    really = members.ids_by_email

    def blind_at_first(session: Session, emails: list[str]) -> dict[str, int]:
        asked.append(1)
        return {} if len(asked) == 1 else really(session, emails)

    mark = look(sessions, school).mark
    monkeypatch.setattr(members, "ids_by_email", blind_at_first)
    assert carry_out(sessions, school, mark) == 2
    assert [name for name, _ in people_of(sessions, school.course) if name.startswith("Cleo")] == ["Cleo herself"]


def test_only_instructors_of_the_course_import(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        other = create_course(session, "Elsewhere")
        with pytest.raises(NotAllowed):
            roster.plan(session, school.ada, school.course.id, LIST)
        with pytest.raises(NotAllowed):
            roster.carry_out(session, school.ada, school.course.id, LIST, "")
        with pytest.raises(NotFound):
            roster.carry_out(session, school.instructor, other.id, LIST, "")
        with pytest.raises(NotFound):
            roster.plan(session, school.instructor, 2**40, LIST)
