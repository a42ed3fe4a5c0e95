"""The audit log is found by person, student, action and time, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, utc_now
from grader.db.queries import audit_log
from grader.db.queries.audit_log import Asked
from tests.conftest import School

HOUR = timedelta(hours=1)


@pytest.fixture
def newest(sessions: sessionmaker[Session], school: School) -> int:
    """Add three events, an hour between them, and return the id of the newest."""
    with sessions.begin() as session:
        for ago, student, action in ((2, school.ada, "viewed"), (1, school.ben, "commented"), (0, None, "viewed")):
            event = AuditEvent(
                course_id=school.course.id,
                actor_id=school.instructor.id,
                student_id=student.id if student else None,
                action=action,
                target="Losses",
                at=utc_now() - ago * HOUR,
            )
            session.add(event)
            session.flush()
        return event.id


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [0, 1, 2]),
        ({"actor": "IDA"}, [0, 1, 2]),
        ({"actor": "ada"}, []),
        ({"student": "ada@"}, [2]),
        ({"student": "%"}, []),
        ({"action": "viewed"}, [0, 2]),
        ({"since": utc_now() - 1.5 * HOUR}, [0, 1]),
        ({"before": utc_now() - 1.5 * HOUR}, [2]),
        ({"action": "viewed", "before": utc_now() - 1.5 * HOUR}, [2]),
    ],
)
def test_events_are_found_the_newest_first(
    sessions: sessionmaker[Session], school: School, newest: int, asked: dict[str, str], found: list[int]
) -> None:
    wanted = Asked(school.course.id, **asked)  # type: ignore[arg-type]
    with sessions() as session:
        page = audit_log.page(session, wanted, offset=0, limit=10)
        assert [newest - each.id for each in page] == found
        assert audit_log.count(session, wanted) == len(found)
        assert [newest - each.id for each in audit_log.older_than(session, wanted, newest, 10)] == [
            each for each in found if each
        ]
        assert all(each.actor.name == "Ida" for each in page)


def test_the_newest_event_of_a_kind(sessions: sessionmaker[Session], school: School, newest: int) -> None:
    with sessions() as session:
        assert audit_log.last_event_id(session, school.course.id, ["commented"]) == newest - 1
        assert audit_log.last_event_id(session, school.course.id, ["commented", "viewed"]) == newest
        assert audit_log.last_event_id(session, school.course.id, ["removed"]) == 0
        assert audit_log.last_event_id(session, school.course.id + 1, ["viewed"]) == 0
