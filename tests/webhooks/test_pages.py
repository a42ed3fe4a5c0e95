"""The pages of endpoints: what staff sees and does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, Delivery, Endpoint, JobState, Message, Role, utc_now
from grader.services.webhooks import endpoints
from tests.web.reports import PERFECT
from tests.web.world import Visitor, World
from tests.webhooks.conftest import Postman, settings
from tests.webhooks.receiver import Answer, Receiver

URL = "https://lms.example.org/hook?key=abc"
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")
AT = "/courses/1/webhooks"


@pytest.fixture
def ines(world: World) -> Visitor:
    return world.visitor(world.instructor)


def add(ines: Visitor, url: str = URL, *events: str) -> str:
    """Add an endpoint by the form; return the secret that is shown."""
    ines.get(f"{AT}/new")
    answer = ines.post(AT, {"url": url, "events": list(events) or ["submission.received", "grade.posted"]})
    assert answer.status_code == 201
    found = SECRET.search(answer.text.replace("&#43;", "+"))
    assert found
    return found[0]


def only(sessions: sessionmaker[Session]) -> Endpoint:
    with sessions() as session:
        return session.scalars(select(Endpoint)).one()


def said(world: World) -> list[tuple[str, dict[str, object]]]:
    """Return what the audit log has of webhooks."""
    with world.sessions() as session:
        found = select(AuditEvent).where(AuditEvent.action == "changed_webhooks").order_by(AuditEvent.id)
        return [(event.target, event.detail) for event in session.scalars(found)]


def test_an_endpoint_is_added_and_its_secret_shown_once(world: World, ines: Visitor) -> None:
    secret = add(ines)
    endpoint = only(world.sessions)
    assert (endpoint.url, endpoint.events, endpoint.secret) == (URL, ["submission.received", "grade.posted"], secret)
    for path in ("/courses/1/connections", f"{AT}/1", "/courses/1/audit-log"):
        page = ines.get(path)
        assert page.status_code == 200
        assert not SECRET.search(page.text)
    assert "Active" in ines.get("/courses/1/connections").text
    assert said(world) == [
        ("Endpoint 1 at lms.example.org", {"added": ["submission.received", "grade.posted"]}),
    ]


def test_the_answer_with_the_secret_is_not_stored_and_says_so(ines: Visitor) -> None:
    ines.get(f"{AT}/new")
    answer = ines.post(AT, {"url": URL, "events": ["grade.posted"]})
    assert answer.headers["Cache-Control"] == "no-store"
    assert "It is shown only now" in answer.text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1/hook", "private network"),
        ("https://10.0.0.1/hook", "private network"),
        ("ftp://lms.example.org", "must begin with https://"),
        ("", "must begin with https://"),
        ("https://user:pass@lms.example.org/", "must not have a user name"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused_and_kept_in_the_form(url: str, words: str, ines: Visitor) -> None:
    ines.get(f"{AT}/new")
    answer = ines.post(AT, {"url": url, "events": ["grade.posted"]})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{url}"' in answer.text


@pytest.mark.parametrize("events", [[], ["grade.invented"]])
def test_events_must_be_some_that_there_are(events: list[str], world: World, ines: Visitor) -> None:
    ines.get(f"{AT}/new")
    assert ines.post(AT, {"url": URL, "events": events}).status_code == 422
    add(ines)
    assert ines.post(f"{AT}/1/events", {"events": events}).status_code == 422
    assert only(world.sessions).events == ["submission.received", "grade.posted"]


def test_a_course_has_ten_endpoints_at_most(ines: Visitor) -> None:
    for _ in range(10):
        add(ines)
    answer = ines.post(AT, {"url": URL, "events": ["grade.posted"]})
    assert answer.status_code == 422
    assert "10 endpoints at most" in answer.text


def test_other_events_are_chosen(world: World, ines: Visitor) -> None:
    add(ines)
    ines.post(f"{AT}/1/events", {"events": ["grade.updated", "submission.failed"]})
    assert only(world.sessions).events == ["submission.failed", "grade.updated"]
    assert said(world)[-1][1]["after"] == ["submission.failed", "grade.updated"]


def test_another_secret_is_shown_once_and_the_old_one_signs_for_a_day(world: World, ines: Visitor) -> None:
    old = add(ines)
    answer = ines.post(f"{AT}/1/secret")
    assert answer.status_code == 200
    new = SECRET.findall(answer.text.replace("&#43;", "+"))
    endpoint = only(world.sessions)
    assert (endpoint.secret, endpoint.old_secret) == (new[0], old)
    assert new[0] != old
    assert endpoint.old_secret_until is not None
    assert timedelta(hours=23) < endpoint.old_secret_until - utc_now() <= timedelta(hours=24)
    page = ines.get(f"{AT}/1").text
    assert "Signs as well until" in page
    assert not SECRET.search(page)


def test_pausing_resuming_and_deleting(world: World, ines: Visitor) -> None:
    add(ines)
    ines.post(f"{AT}/1/pause")
    assert only(world.sessions).is_paused
    assert "Paused" in ines.get("/courses/1/connections").text
    ines.post(f"{AT}/1/resume")
    assert not only(world.sessions).is_paused
    ines.post(f"{AT}/1/test")
    ines.post(f"{AT}/1/removal")
    with world.sessions() as session:
        assert session.scalars(select(Endpoint)).all() == []
        assert session.scalars(select(Message)).all() == []
    assert [list(detail) for _, detail in said(world)] == [["added"], ["paused"], ["resumed"], ["deleted"]]


def test_the_log_has_request_answer_and_error_of_each_try(
    world: World, ines: Visitor, receiver: Receiver, tmp_path: Path
) -> None:
    with world.sessions.begin() as session:
        endpoints.add(session, world.instructor, 1, receiver.url, ["submission.received"], allow_private=True)
    receiver.answers(Answer(500, body=b"<b>no disk</b>"), Answer(200, body=b"thanks"))
    world.submit(world.add_user("Ada"), PERFECT)
    postman = Postman(world.sessions, settings(tmp_path))
    postman.round()
    page = ines.get(f"{AT}/1").text
    assert "submission.received" in page
    assert "Failing" in page
    assert "It answered 500." in page
    postman.now += timedelta(minutes=1)
    postman.round()
    one = ines.get(f"{AT}/1/messages/1").text
    assert "Delivered" in one
    assert "&lt;b&gt;no disk&lt;/b&gt;" in one
    assert "thanks" in one
    assert receiver.requests[0].headers["webhook-signature"] in one.replace("&#43;", "+")
    assert "Ada" not in one


def test_a_message_is_sent_again_with_its_id(world: World, ines: Visitor, receiver: Receiver, tmp_path: Path) -> None:
    with world.sessions.begin() as session:
        endpoints.add(session, world.instructor, 1, receiver.url, ["submission.received"], allow_private=True)
    world.submit(world.add_user("Ada"), PERFECT)
    postman = Postman(world.sessions, settings(tmp_path))
    postman.rounds()
    ines.get(f"{AT}/1")
    ines.post(f"{AT}/1/messages/1/again")
    postman.rounds()
    first, second = receiver.requests
    assert (first.id, first.body) == (second.id, second.body)
    assert ines.get(f"{AT}/1/messages/1").text.count("It answered 204.") == 2


def test_a_message_that_is_skipped_lets_the_next_one_pass(
    world: World, ines: Visitor, receiver: Receiver, tmp_path: Path
) -> None:
    with world.sessions.begin() as session:
        endpoints.add(session, world.instructor, 1, receiver.url, ["submission.received"], allow_private=True)
    receiver.answers(Answer(410), Answer())
    for name in ("Ada", "Bob"):
        world.submit(world.add_user(name), PERFECT)
    postman = Postman(world.sessions, settings(tmp_path))
    postman.rounds()
    ines.get(f"{AT}/1")
    ines.post(f"{AT}/1/messages/1/skip")
    ines.post(f"{AT}/1/resume")
    postman.rounds()
    with world.sessions() as session:
        states = session.scalars(select(Message.state).order_by(Message.id)).all()
        ids = session.scalars(select(Message.webhook_id).order_by(Message.id)).all()
    assert states == [JobState.FAILED, JobState.DONE]
    assert [request.id for request in receiver.taken] == ids[1:]
    assert "Skipped" in ines.get(f"{AT}/1").text
    ines.post(f"{AT}/1/messages/1/again")
    postman.rounds()
    assert [request.id for request in receiver.taken] == [ids[1], ids[0]]


def test_an_endpoint_that_takes_nothing_needs_attention(world: World, ines: Visitor) -> None:
    add(ines)
    assert "takes no webhooks" not in ines.get("/courses/1").text
    ines.post(f"{AT}/1/test")
    with world.sessions.begin() as session:
        session.add(Delivery(message_id=1, duration_s=1.0, status=500, error="It answered 500."))
        session.execute(update(Message).values(deliveries_failed=3))
    page = ines.get("/courses/1").text
    assert "lms.example.org takes no webhooks; 1 message waits" in page
    assert "It answered 500." in page
    assert "key=abc" not in page
    with world.sessions.begin() as session:
        session.execute(update(Endpoint).values(problem="It is gone."))
    assert "It is gone." in ines.get("/courses/1").text


def test_the_log_is_paged(world: World, ines: Visitor) -> None:
    add(ines)
    with world.sessions.begin() as session:
        for _ in range(51):
            endpoints.test(session, world.instructor, 1, 1)
    assert "1 to 50 of 51" in ines.get(f"{AT}/1").text
    assert "51 to 51 of 51" in ines.get(f"{AT}/1?page=2").text


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.STUDENT])
def test_only_instructors_see_and_change_endpoints(role: Role, world: World, ines: Visitor) -> None:
    add(ines)
    ines.post(f"{AT}/1/test")
    visitor = world.visitor(world.add_user("Asta", role=role))
    for path in (f"{AT}/new", f"{AT}/1", f"{AT}/1/messages/1"):
        assert visitor.get(path).status_code == 403
    for path in ("", "/1/events", "/1/pause", "/1/resume", "/1/test", "/1/secret", "/1/removal"):
        assert visitor.post(AT + path).status_code == 403
    for path in ("again", "skip"):
        assert visitor.post(f"{AT}/1/messages/1/{path}").status_code == 403
    assert only(world.sessions).is_paused is False


def test_an_endpoint_of_another_course_is_not_found(ines: Visitor) -> None:
    add(ines)
    ines.post(f"{AT}/1/test")
    ines.get("/courses/1/settings")
    ines.post("/courses/1/another", {"title": "Another"})
    for path in ("/courses/2/webhooks/1", "/courses/2/webhooks/1/messages/1", f"{AT}/2", f"{AT}/1/messages/2"):
        assert ines.get(path).status_code == 404
    assert ines.post("/courses/2/webhooks/1/pause").status_code == 404
    assert ines.post(f"{AT}/99999999999/messages/99999999999/skip").status_code == 404
