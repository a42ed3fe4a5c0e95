"""Of somebody who is erased, nothing is left of what other systems sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Identity, JobState, Notice, Source, User, utc_now
from grader.domain.inbound import Announcement, Asset
from grader.errors import GraderError
from grader.services import erasure
from grader.services.inbound import handing_in, notices, sources
from tests.conftest import School

ISSUER = "https://lms.example"
CODE = b"def loss(): ...\n"


@pytest.fixture
def source(sessions: sessionmaker[Session], school: School) -> Source:
    """Return a source that knows Ada as u1 and Ben as u2."""
    with sessions.begin() as session:
        for subject, user in (("u1", school.ada), ("u2", school.ben)):
            session.add(Identity(issuer=ISSUER, subject=subject, user_id=user.id))
        chosen = sources.Chosen("LMS", ISSUER, ["lms.example"])
        return sources.create(session, school.instructor, school.course.id, chosen)


def announce(sessions: sessionmaker[Session], source: Source, number: int, user_id: str = "u1") -> int:
    """Store a notice that a worker has; return its id."""
    file = Asset(f"https://lms.example/of-{user_id}.py", "hw.py")
    said = Announcement(ISSUER, f"s{number}", user_id, (file,), activity_id="loss")
    with sessions.begin() as session:
        notice = notices.receive(session, source, source.course_id, f"msg_{number}", said)
        session.flush()
        notice.token, notice.due = "lease", utc_now() + timedelta(minutes=1)
        return notice.id


def hand_in(sessions: sessionmaker[Session], notice_id: int) -> None:
    with sessions.begin() as session:
        handing_in.hand_in(session, notice_id, "lease", CODE, max_kib=16, now=utc_now())


def erase(sessions: sessionmaker[Session], school: School, user: User) -> None:
    with sessions.begin() as session:
        erasure.erase(session, school.instructor, school.course.id, user.id, email=user.email, now=utc_now())


def stored(sessions: sessionmaker[Session], notice_id: int) -> Notice:
    with sessions() as session:
        return session.get_one(Notice, notice_id)


def test_notices_about_them_are_emptied_and_those_about_others_are_not(
    sessions: sessionmaker[Session], school: School, source: Source
) -> None:
    done, waiting = announce(sessions, source, 1), announce(sessions, source, 2)
    of_ben = announce(sessions, source, 3, "u2")
    hand_in(sessions, done)
    erase(sessions, school, school.ada)
    assert [stored(sessions, each).body for each in (done, waiting)] == [{}, {}]
    assert [stored(sessions, each).state for each in (done, waiting)] == [JobState.DONE, JobState.FAILED]
    assert stored(sessions, of_ben).body["user_id"] == "u2"
    assert stored(sessions, of_ben).state is JobState.OPEN


def test_notices_about_somebody_whom_only_the_source_knows_are_emptied(
    sessions: sessionmaker[Session], school: School, source: Source
) -> None:
    done, waiting = announce(sessions, source, 1, "u9"), announce(sessions, source, 2, "u9")
    hand_in(sessions, done)
    with sessions() as session:
        student = session.scalars(select(User).join(Identity).where(Identity.subject == "u9")).one()
    erase(sessions, school, student)
    assert [stored(sessions, each).body for each in (done, waiting)] == [{}, {}]


def test_what_was_under_way_comes_to_nothing(sessions: sessionmaker[Session], school: School, source: Source) -> None:
    waiting = announce(sessions, source, 1)
    erase(sessions, school, school.ada)
    with pytest.raises(GraderError):
        hand_in(sessions, waiting)
    with sessions.begin() as session, pytest.raises(GraderError):
        notices.try_again(session, school.instructor, school.course.id, waiting)


def test_what_is_sent_again_is_known_and_not_stored_again(
    sessions: sessionmaker[Session], school: School, source: Source
) -> None:
    first = announce(sessions, source, 1)
    hand_in(sessions, first)
    erase(sessions, school, school.ada)
    with sessions.begin() as session:
        said = Announcement(ISSUER, "s1", "u1", (Asset("https://lms.example/of-u1.py", "hw.py"),))
        assert notices.receive(session, source, source.course_id, "msg_9", said).id == first
    assert stored(sessions, first).body == {}


def test_who_is_called_the_same_in_another_system_keeps_their_notices(
    sessions: sessionmaker[Session], school: School, source: Source
) -> None:
    with sessions.begin() as session:
        elsewhere = "https://other.example"
        session.add(Identity(issuer=elsewhere, subject="u2", user_id=school.ada.id))
    of_ben, of_ada = announce(sessions, source, 1, "u2"), announce(sessions, source, 2)
    erase(sessions, school, school.ada)
    assert stored(sessions, of_ben).body["user_id"] == "u2"
    assert stored(sessions, of_ada).body == {}
