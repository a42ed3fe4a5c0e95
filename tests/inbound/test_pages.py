"""Instructors say who may hand in, see the secret once, and read what became of everything."""

import re

import pytest
from sqlalchemy import select

from grader.db.models import AuditEvent, Notice, Role, Source
from grader.services.inbound import signing
from tests.inbound.conftest import CODE, ISSUER, Desk, asset
from tests.web.world import Visitor

FORM = {"name": "Campus LMS", "issuer": "https://campus.example", "hosts": "files.example\nLMS.example", "bearer": "t"}


@pytest.fixture
def ines(desk: Desk) -> Visitor:
    """Return the instructor on a page with a form."""
    return desk.world.visitor(desk.world.instructor)


def all_sources(desk: Desk) -> list[Source]:
    with desk.world.sessions() as session:
        return list(session.scalars(select(Source).order_by(Source.id)))


def shown_secret(text: str) -> str:
    found = re.search(r'value="(whsec_[^"]+)" readonly', text)
    assert found
    assert "It is shown only now" in text
    return found[1]


def test_a_source_is_added_and_its_secret_shown_once(desk: Desk, ines: Visitor) -> None:
    answer = ines.post("/courses/1/sources", FORM)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    source = all_sources(desk)[-1]
    assert shown_secret(answer.text) == source.secret
    assert (source.name, source.hosts, source.bearer) == ("Campus LMS", ["files.example", "lms.example"], "t")
    for path in (
        "/courses/1/connections",
        f"/courses/1/sources/{source.id}",
        "/courses/1/notices",
        "/courses/1/audit-log",
    ):
        page = ines.get(path)
        assert page.status_code == 200
        assert source.secret not in page.text
    assert f'href="/courses/1/sources/{source.id}">Campus LMS</a>' in ines.get("/courses/1/connections").text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 101),
        ("issuer", ""),
        ("hosts", ""),
        ("hosts", "https://lms.example"),
        ("hosts", "lms.example:8000"),
        ("hosts", "lms.example/files"),
        ("hosts", "user@lms.example"),
        ("hosts", "\n".join(f"h{n}.example" for n in range(21))),
        ("bearer", "é"),
        ("bearer", "a\nb"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(desk: Desk, ines: Visitor, field: str, value: str) -> None:
    answer = ines.post("/courses/1/sources", FORM | {field: value})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert len(all_sources(desk)) == 1


def test_a_source_that_is_paused_is_not_heard_until_it_is_resumed(desk: Desk, ines: Visitor) -> None:
    heard = []
    for is_paused in ("yes", "no"):
        assert ines.post("/courses/1/sources/1/pause", {"is_paused": is_paused}).status_code == 302
        heard.append(desk.send().status_code)
    assert heard == [401, 202]


def test_what_was_announced_before_a_pause_is_handed_in(desk: Desk, ines: Visitor) -> None:
    desk.send()
    ines.post("/courses/1/sources/1/pause", {"is_paused": "yes"})
    assert desk.work().submission_id is not None


def test_a_new_secret_is_shown_once(desk: Desk, ines: Visitor) -> None:
    answer = ines.post("/courses/1/sources/1/secret")
    assert answer.status_code == 200
    assert shown_secret(answer.text) == all_sources(desk)[0].secret != desk.source.secret
    assert "Good until" in ines.get("/courses/1/sources/1").text


def test_a_source_is_deleted_with_its_log_and_what_it_handed_in_stays(desk: Desk, ines: Visitor) -> None:
    desk.send()
    desk.work()
    assert ines.post("/courses/1/sources/1/removal").status_code == 302
    assert (all_sources(desk), desk.notices()) == ([], [])
    assert len(desk.world.submissions()) == 1


def test_the_log_says_in_words_what_became_of_everything(desk: Desk, ines: Visitor) -> None:
    messages = [
        desk.said(),
        desk.said(asset(desk.files.url(), filename="hw.txt"), submission={"id": "2"}),
        desk.said(submission={"id": "3"}, activity={"id": "gone"}),
        desk.said(asset(desk.files.url(), size=len(CODE) + 1), submission={"id": "4"}),
    ]
    for number, message in enumerate(messages):
        desk.send(message, f"msg_{number}")
        desk.work()
    text = ines.get("/courses/1/notices").text
    assert re.findall(r"</svg>(Handed in|Refused|Failed|Waiting)</span>", text) == [
        "Waiting",
        "Failed",
        "Refused",
        "Handed in",
    ]
    for words in ("ends with .py or .ipynb", "No assignment of this course is meant", "were announced", "attempt 1"):
        assert words in text
    assert text.count("Try again") == 2


def test_what_failed_is_tried_again_by_a_button(desk: Desk, ines: Visitor) -> None:
    desk.send(desk.said(asset(desk.files.url(), filename="hw.txt")))
    notice = desk.work()
    path = f"/courses/1/notices/{notice.id}/again"
    assert ines.post(path).status_code == 302
    assert [each.state.value for each in desk.notices()] == ["open"]
    answer = ines.post(path)
    assert answer.status_code == 409
    assert "cannot be tried again" in answer.text


def test_what_staff_must_mend_needs_attention_and_what_students_must_does_not(desk: Desk, ines: Visitor) -> None:
    desk.send(desk.said(asset(desk.files.url(), filename="hw.txt")))
    desk.work()
    assert "Announced by other systems" not in ines.get("/courses/1").text
    for number in (2, 3):
        desk.send(desk.said(submission={"id": str(number)}, activity={"id": "gone"}), f"msg_{number}")
        desk.work()
    text = ines.get("/courses/1").text
    assert "2 submissions" in text
    assert "No assignment of this course is meant" in text


def test_every_change_is_in_the_audit_log(desk: Desk, ines: Visitor) -> None:
    desk.send(desk.said(asset(desk.files.url(), filename="hw.txt")))
    again = f"/courses/1/notices/{desk.work().id}/again"
    pause = {"is_paused": "yes"}
    for path, form in (("1/pause", pause), ("1/pause", pause), ("1/secret", {}), ("1/removal", {})):
        if path == "1/removal":
            ines.post(again)
        ines.post(f"/courses/1/sources/{path}", form)
    with desk.world.sessions() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.target, event.detail["change"]) for event in events] == [
        ("Source LMS", "added"),
        ("Source LMS", "paused"),
        ("Source LMS", "a new secret"),
        ("Notice 1", "tried again"),
        ("Source LMS", "deleted"),
    ]
    assert {event.actor_id for event in events} == {desk.world.instructor.id}


PATHS = ["sources/new", "sources/1", "notices"]
POSTS = ["sources", "sources/1/pause", "sources/1/secret", "sources/1/removal", "notices/1/again"]


@pytest.mark.parametrize("role", [Role.STUDENT, Role.ASSISTANT])
def test_only_instructors_may(desk: Desk, role: Role) -> None:
    desk.send()
    visitor = desk.world.visitor(desk.world.add_user("Asta", role=role))
    answers = [visitor.get(f"/courses/1/{path}") for path in PATHS]
    visitor.get("/account")
    answers += [visitor.post(f"/courses/1/{path}", FORM) for path in POSTS]
    assert {answer.status_code for answer in answers} == {403}
    assert len(all_sources(desk)) == 1


def test_another_course_has_none_of_it(desk: Desk) -> None:
    desk.send()
    elsewhere = desk.world.other_course()
    visitor = desk.world.visitor(desk.world.add_teacher("Otto", elsewhere))
    assert visitor.get(f"/courses/{elsewhere.id}/sources/1").status_code == 404
    visitor.get("/account")
    for path in POSTS[1:]:
        assert visitor.post(f"/courses/{elsewhere.id}/{path}").status_code == 404
    assert all_sources(desk)[0].secret == desk.source.secret
    assert ISSUER not in visitor.get(f"/courses/{elsewhere.id}/connections").text
    with desk.world.sessions() as session:
        assert session.scalars(select(Notice.id)).all() == [1]


def test_the_secret_has_256_bits() -> None:
    assert len({signing.new_secret() for _ in range(10)}) == 10
    assert len(signing.new_secret()) == len("whsec_") + 44
