"""Senders that repeat themselves and workers that meet, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Identity, JobState, Notice, Source, Submission, User, utc_now
from grader.domain.inbound import Announcement, Asset
from grader.errors import GraderError
from grader.services.inbound import handing_in, notices, sources
from tests.conftest import School

AT_ONCE = 4
CODE = b"def loss(): ...\n"


def make_source(sessions: sessionmaker[Session], school: School) -> Source:
    with sessions.begin() as session:
        chosen = sources.Chosen("LMS", "https://lms.example", ["lms.example"])
        return sources.create(session, school.instructor, school.course.id, chosen)


def said(number: int = 1, user_id: str = "u1") -> Announcement:
    file = Asset("https://lms.example/hw.py", "hw.py")
    return Announcement("https://lms.example", f"s{number}", user_id, (file,), activity_id="loss")


def together(*works: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same time."""
    barrier = Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(begin, works))


def leased(sessions: sessionmaker[Session], source: Source, announcement: Announcement) -> int:
    """Store a notice that a worker has; return its id."""
    with sessions.begin() as session:
        notice = notices.receive(session, source, source.course_id, announcement.submission_id, announcement)
        session.flush()
        notice.token, notice.due = "lease", utc_now() + timedelta(minutes=1)
        return notice.id


def test_the_same_announcement_many_times_at_once_is_one_notice(
    sessions: sessionmaker[Session], school: School
) -> None:
    source = make_source(sessions, school)

    def receive(message_id: str) -> str:
        with sessions.begin() as session:
            return notices.receive(session, source, source.course_id, message_id, said()).public_id

    ids = ["msg_1"] * AT_ONCE + [f"msg_{number}" for number in range(2, 2 + AT_ONCE)]
    received = together(*[lambda each=each: receive(each) for each in ids])
    assert len(set(received)) == 1
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 1


def test_two_workers_with_one_lease_hand_in_once(sessions: sessionmaker[Session], school: School) -> None:
    source = make_source(sessions, school)
    notice_id = leased(sessions, source, said())

    def hand_in(content: bytes) -> bool:
        try:
            with sessions.begin() as session:
                handing_in.hand_in(session, notice_id, "lease", content, max_kib=16, now=utc_now())
        except GraderError:
            return False
        return True

    contents = [CODE + f"# {number}\n".encode() for number in range(AT_ONCE)]
    ended = together(*[lambda each=each: hand_in(each) for each in contents])
    assert sum(ended) == 1
    with sessions() as session:
        [submission] = session.scalars(select(Submission))
        assert (session.get_one(Notice, notice_id).submission_id, submission.attempt) == (submission.id, 1)
        assert session.get_one(Notice, notice_id).state is JobState.DONE


def test_two_submissions_of_somebody_unknown_at_once_make_one_person(
    sessions: sessionmaker[Session], school: School
) -> None:
    source = make_source(sessions, school)
    ids = [leased(sessions, source, said(number)) for number in range(AT_ONCE)]

    def hand_in(position: int) -> None:
        content = CODE + f"# {position}\n".encode()
        with sessions.begin() as session:
            handing_in.hand_in(session, ids[position], "lease", content, max_kib=16, now=utc_now())

    together(*[lambda each=each: hand_in(each) for each in range(AT_ONCE)])
    with sessions() as session:
        [identity] = session.scalars(select(Identity))
        attempts = session.scalars(select(Submission.attempt).where(Submission.student_id == identity.user_id))
        assert sorted(attempts) == list(range(1, AT_ONCE + 1))
        assert session.scalar(select(func.count()).select_from(User)) == len(["Ida", "Ada", "Ben", "u1"])
