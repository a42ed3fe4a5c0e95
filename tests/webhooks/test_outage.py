"""A receiver that is away for a day."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select

from grader.db.models import JobState, Message
from grader.domain.webhooks import PAUSES
from grader.services.webhooks import endpoints
from tests.conftest import SQLITE_ONLY
from tests.webhooks.conftest import Desk, Postman, worth
from tests.webhooks.receiver import Answer, Receiver

STEP = timedelta(minutes=10)


def test_after_a_day_without_receiver_every_event_is_delivered_once_in_order(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    endpoint = desk.endpoint(receiver.url)
    began, back_at = postman.now, postman.now + timedelta(hours=24)
    receiver.answer = lambda _request: Answer(503) if postman.now < back_at else Answer()
    hours_done = 0
    while postman.now < began + timedelta(hours=36):
        if postman.now - began >= timedelta(hours=hours_done):
            desk.hand_in((desk.school.ada, desk.school.ben)[hours_done % 2], worth(str(10 + hours_done)))
            hours_done += 1
        postman.rounds()
        postman.now += STEP
    messages = desk.messages()
    assert len(messages) == 36 * 3
    assert {message.state for message in messages} == {JobState.DONE}
    assert [request.id for request in receiver.taken] == [message.webhook_id for message in messages]
    assert desk.stored(endpoint).problem is None
    assert {request.id for request in receiver.requests if request not in receiver.taken} == {messages[0].webhook_id}


@SQLITE_ONLY
def test_what_nobody_took_for_more_than_a_day_waits_for_staff_and_begins_anew(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in(report=worth("40"))
    receiver.answers(Answer(500))
    began, tried_at = postman.now, []
    while desk.stored(endpoint).problem is None:
        postman.now = desk.messages()[0].due
        tried_at.append(postman.now - began)
        assert postman.round() == 1
    pauses = [after - before for before, after in pairwise(tried_at)]
    assert len(pauses) == len(PAUSES)
    assert all(least <= pause <= least * 1.1 for least, pause in zip(PAUSES, pauses, strict=True))
    assert tried_at[-1] > timedelta(hours=24)
    postman.now += timedelta(days=7)
    assert postman.round() == 0
    with desk.sessions() as session:
        assert session.scalars(select(Message.state)).all() == [JobState.OPEN] * 3
    assert desk.stored(endpoint).problem == "Nothing was taken for a day. The last reason: It answered 500."
    desk.staff(endpoints.resume, endpoint)
    postman.rounds()
    assert desk.messages()[0].deliveries_failed == 1
    assert desk.stored(endpoint).problem is None
    receiver.answers(Answer())
    postman.now = desk.messages()[0].due
    postman.rounds()
    assert [request.id for request in receiver.taken] == [message.webhook_id for message in desk.messages()]
