"""What is deleted of messages: those about somebody who is erased, and those that are old."""

from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from grader.cli import retention
from grader.db.models import Message, PostedGrade, utc_now
from grader.services import erasure
from grader.settings import Settings
from tests.conftest import SQLITE_ONLY
from tests.webhooks.conftest import Desk, Postman, worth
from tests.webhooks.receiver import Answer, Receiver


def erase_ada(desk: Desk) -> int:
    """Erase Ada; return her stand-in."""
    with desk.sessions.begin() as session:
        actor, ada = desk.school.instructor, desk.school.ada
        return erasure.erase(session, actor, desk.school.course.id, ada.id, email=ada.email, now=utc_now()).id


def test_messages_about_an_erased_student_go_with_what_was_answered(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    receiver.answers(Answer(200, body=b"Thanks for Ada"))
    desk.hand_in(desk.school.ada, worth("40"))
    desk.hand_in(desk.school.ben, worth("50"))
    postman.round()
    assert len(desk.deliveries()) == 1
    stand_in = erase_ada(desk)
    assert {message.student_id for message in desk.messages()} == {desk.school.ben.id}
    assert desk.deliveries() == []
    with desk.sessions() as session:
        assert set(session.scalars(select(PostedGrade.student_id))) == {stand_in, desk.school.ben.id}


@SQLITE_ONLY
def test_a_delivery_that_ends_after_the_erasure_writes_nothing_back(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in(desk.school.ada)

    def erase(_request: object) -> Answer:
        erase_ada(desk)
        return Answer()

    receiver.answer = erase
    postman.round()
    assert len(receiver.requests) == 1
    assert (desk.messages(), desk.deliveries()) == ([], [])


@SQLITE_ONLY
def test_retention_deletes_messages_that_ended_a_month_ago(
    desk: Desk, postman: Postman, receiver: Receiver, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in(desk.school.ada, worth("40"))
    postman.rounds()
    desk.hand_in(desk.school.ben)
    with desk.sessions.begin() as session:
        session.execute(update(Message).where(Message.id <= 2).values(finished_at=utc_now() - timedelta(days=31)))
        session.execute(update(Message).values(created_at=utc_now() - timedelta(days=40)))
        url = session.get_bind().engine.url.render_as_string(hide_password=False)
    settings = Settings(tmp_path, url, "secret")
    for is_applied, left in ((False, [1, 2, 3, 4]), (True, [3, 4])):
        assert retention.keep(settings, Namespace(apply=is_applied)) == 0
        assert "Webhooks, kept for 30 days: 2 messages\n" in capsys.readouterr().out
        assert [message.id for message in desk.messages()] == left
    assert [delivery.message_id for delivery in desk.deliveries()] == [3]
