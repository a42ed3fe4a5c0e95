"""An archive has what other systems were told of somebody and what they said, and nothing of others."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    Context,
    Course,
    Deployment,
    Endpoint,
    Identity,
    Launch,
    LineItem,
    Message,
    Passback,
    Platform,
    PostedGrade,
    ResourceLink,
    Role,
    User,
    utc_now,
)
from grader.domain.inbound import Announcement, Asset
from grader.services import courses, erasure, tokens
from grader.services.inbound import handing_in, notices, sources
from tests.conftest import School
from tests.services.test_personal_data import data_of, everything, unpack

ISSUER, ELSEWHERE = "https://lms.example", "https://unrelated.example"
SECRET = "kept-secret"
"""Stands for all that nobody may read."""


@pytest.fixture
def other(sessions: sessionmaker[Session], school: School) -> Course:
    """Return another course, in which Ada is and somebody else teaches; both are connected with the same systems."""
    with sessions.begin() as session:
        made = courses.create_course(session, "Elsewhere")
        courses.enrol(session, school.ada, made, Role.STUDENT)
        other_item = courses.open_assignment(session, made, "loss", "Other")
        known = ((ISSUER, "2", school.ada), (ELSEWHERE, "7", school.ada), (ISSUER, "7", school.ben))
        for issuer, subject, user in known:
            session.add(Identity(issuer=issuer, subject=subject, user_id=user.id))
        named = {"name": "Campus", "issuer": ISSUER, "client_id": "c"}
        where = {"auth_login_url": SECRET, "auth_token_url": SECRET, "key_set_url": SECRET}
        place = Deployment(platform=Platform(**named, **where), deployment_id="1")
        connect(session, school, school.course, school.line_item, place)
        connect(session, school, made, other_item, place)
        facts = {"role": "student", "context_title": "Nets 1", "link_title": "HW 1", "return_data": SECRET}
        for user in (school.ada, school.ben):
            launch = Launch(deployment=place, user_id=user.id, ticket_hash=f"{SECRET}{user.id}", expires_at=utc_now())
            launch.facts = facts | {"link_title": f"HW of {user.name}"}
            session.add(launch)
            tokens.make(session, user, f"Script of {user.name}", ["submissions:read"], None)
    return made


def connect(session: Session, school: School, course: Course, item: LineItem, place: Deployment) -> None:
    """Let a course have told another system and a platform of Ada, 41 points, and of Ben, 52."""
    url, events = f"https://hook-{course.id}.example/{SECRET}", ["grade.posted"]
    endpoint = Endpoint(course_id=course.id, url=url, events=events, secret=SECRET)
    context = Context(deployment=place, context_id=str(course.id), course_id=course.id)
    link = ResourceLink(context=context, resource_link_id="l", line_item_id=item.id, ags_line_item_url=SECRET)
    for user, score in ((school.ada, Decimal(41)), (school.ben, Decimal(52))):
        about = {"student_id": user.id, "type": "grade.posted", "body": SECRET}
        session.add(Message(endpoint=endpoint, webhook_id=f"msg_{course.id}_{user.id}", **about))
        session.add(PostedGrade(line_item_id=item.id, student_id=user.id, score=score))
        sent: dict[str, Any] = {"sent_score": score, "sent_at": utc_now(), "last_error": "It answered 503."}
        session.add(Passback(resource_link=link, student_id=user.id, subject=f"s{user.id}", **sent))


def announced(sessions: sessionmaker[Session], school: School) -> None:
    """Have four notices: Ada's was handed in and another waits, Ben's waits, and so does that of a stranger "2"."""
    ids = []
    with sessions.begin() as session:
        made = [
            sources.create(
                session, school.instructor, school.course.id, sources.Chosen(name, issuer, [f"{name}.example"])
            )
            for name, issuer in (("lms", ISSUER), ("third", "https://third.example"))
        ]
        for number, (source, subject) in enumerate([(0, "2"), (0, "2"), (0, "7"), (1, "2")]):
            sender = made[source]
            file = Asset(f"https://{sender.name}.example/{SECRET}", f"file-{number}.py")
            said = Announcement(sender.issuer, f"s{number}", subject, (file,), activity_id="loss")
            notice = notices.receive(session, sender, school.course.id, f"msg_{number}", said)
            notice.token, notice.due = "lease", utc_now() + timedelta(minutes=1)
            session.flush()
            ids.append(notice.id)
    with sessions.begin() as session:
        handing_in.hand_in(session, ids[0], "lease", b"x = 1", max_kib=16, now=utc_now())


@pytest.mark.usefixtures("other")
def test_ones_own_archive_has_what_all_courses_told_and_who_one_is_elsewhere(
    sessions: sessionmaker[Session], school: School
) -> None:
    files = unpack(sessions, school.ada)
    data = data_of(files)
    account = data["account"]
    known = [(each["issuer"], each["subject"]) for each in account["identities"]]
    assert known == [(ISSUER, "2"), (ELSEWHERE, "7")]
    assert [(each["name"], each["scopes"]) for each in account["api_tokens"]] == [
        ("Script of Ada", ["submissions:read"])
    ]
    assert [(each["platform"], each["link_title"]) for each in account["launches"]] == [("Campus", "HW of Ada")]
    hosts = [[each["host"] for each in course["messages"]] for course in data["courses"]]
    assert hosts == [[f"hook-{course['id']}.example"] for course in data["courses"]]
    for item in data["assignments"]:
        assert item["posted"]["score"] == 41
        sent = [(each["platform"], each["sent_score"], each["last_error"]) for each in item["passbacks"]]
        assert sent == [("Campus", 41, "It answered 503.")]
    assert SECRET.encode() not in everything(files)
    assert b"of Ben" not in everything(files)


def test_an_instructors_archive_has_what_this_course_told_alone(
    sessions: sessionmaker[Session], school: School, other: Course
) -> None:
    files = unpack(sessions, school.instructor, (school.course.id, school.ada.id))
    data = data_of(files)
    assert data["account"]["identities"] == [{"issuer": ISSUER, "subject": "2"}]
    assert not {"api_tokens", "launches"} & set(data["account"])
    assert [each["host"] for each in data["courses"][0]["messages"]] == [f"hook-{school.course.id}.example"]
    assert [len(item["passbacks"]) for item in data["assignments"]] == [1]
    assert f"hook-{other.id}".encode() not in everything(files)
    assert SECRET.encode() not in everything(files)


@pytest.mark.usefixtures("other")
def test_notices_are_of_whom_they_name_in_their_own_system(sessions: sessionmaker[Session], school: School) -> None:
    announced(sessions, school)
    for files in (unpack(sessions, school.ada), unpack(sessions, school.instructor, (school.course.id, school.ada.id))):
        found = [each for course in data_of(files)["courses"] for each in course["notices"]]
        assert [(each["files"], each["state"], each["attempt"]) for each in found] == [
            (["file-0.py"], "done", 1),
            (["file-1.py"], "open", None),
        ]
        assert {(each["from"], each["subject"]) for each in found} == {("lms", "2")}
        assert SECRET.encode() not in everything(files)


@pytest.mark.usefixtures("other")
def test_what_platforms_were_told_is_hidden_as_long_as_scores_are(
    sessions: sessionmaker[Session], school: School
) -> None:
    with sessions.begin() as session:
        session.execute(update(LineItem).values(are_scores_shown=False))
    assert all(not {"posted", "passbacks"} & set(item) for item in data_of(unpack(sessions, school.ada))["assignments"])
    by_staff = data_of(unpack(sessions, school.instructor, (school.course.id, school.ada.id)))
    assert by_staff["assignments"][0]["posted"]["score"] == 41


@pytest.mark.usefixtures("other")
def test_the_preview_of_an_erasure_counts_what_it_takes(sessions: sessionmaker[Session], school: School) -> None:
    announced(sessions, school)

    def counted(user: User) -> tuple[int, int, int]:
        with sessions() as session:
            extent = erasure.preview(session, school.instructor, school.course.id, user.id).extent
        return extent.messages, extent.passbacks, extent.notices

    assert counted(school.ada) == (1, 1, 2)
    assert counted(school.ben) == (1, 1, 1)
