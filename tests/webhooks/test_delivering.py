"""Delivering, to a receiver that answers in every way there is."""

import json
from datetime import timedelta
from email.utils import format_datetime

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from grader.db.models import JobState
from grader.domain.webhooks import PAUSES
from grader.services.webhooks import endpoints
from tests.conftest import SQLITE_ONLY
from tests.lms.other_libraries import LIBRARIES, Library, refusal
from tests.webhooks.conftest import Desk, Postman, worth
from tests.webhooks.receiver import Answer, Receiver, Request


def test_a_message_arrives_signed_and_is_done(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in()
    postman.rounds()
    (request,) = receiver.requests
    (message,) = desk.messages()
    assert request.verified(endpoint.secret) == json.loads(message.body)
    assert request.headers["content-type"] == "application/json"
    assert request.id == message.webhook_id
    assert (message.state, message.token) == (JobState.DONE, None)
    (delivery,) = desk.deliveries()
    assert (delivery.status, delivery.error) == (204, "")
    assert delivery.request_headers["webhook-signature"] == request.headers["webhook-signature"]
    assert endpoint.secret not in json.dumps(delivery.request_headers)


@SQLITE_ONLY
def test_another_secret_does_not_verify(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    desk.endpoint(receiver.url)
    other = desk.endpoint(receiver.url, ["grade.posted"])
    desk.hand_in()
    postman.rounds()
    with pytest.raises(WebhookVerificationError):
        receiver.requests[0].verified(other.secret)


@SQLITE_ONLY
def test_both_secrets_sign_for_a_day_after_the_exchange(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    old = desk.endpoint(receiver.url)
    new = desk.staff(endpoints.rotate, old, postman.now)
    assert new.secret != old.secret
    desk.hand_in()
    postman.rounds()
    for secret in (old.secret, new.secret):
        assert receiver.requests[0].verified(secret)
    postman.now += timedelta(hours=24)
    desk.hand_in(desk.school.ben)
    postman.rounds()
    request = receiver.requests[1]
    expected = Webhook(new.secret).sign(request.id, postman.now, request.body.decode())
    assert request.headers["webhook-signature"] == expected


@SQLITE_ONLY
@pytest.mark.parametrize("library", LIBRARIES)
def test_other_libraries_verify_what_arrives_with_the_old_secret_and_with_the_new(
    library: Library, desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    old = desk.endpoint(receiver.url)
    new = desk.staff(endpoints.rotate, old, postman.now)
    desk.hand_in()
    postman.rounds()
    (request,) = receiver.taken
    for secret in (old.secret, new.secret):
        assert refusal(library, secret, request.body, request.headers) is None
    assert refusal(library, "whsec_" + "A" * 43 + "=", request.body, request.headers)


def test_messages_of_an_endpoint_go_one_at_a_time_in_their_order(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    for _ in range(3):
        desk.hand_in(report=worth("40"))
    first = postman.take()
    assert len(first) == 1
    assert postman.take() == []
    postman.deliver(first[0])
    postman.rounds()
    assert [request.id for request in receiver.taken] == [message.webhook_id for message in desk.messages()]


@SQLITE_ONLY
def test_an_endpoint_does_not_wait_for_another(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    desk.endpoint("http://127.0.0.1:9/nobody-listens")
    desk.endpoint(receiver.url)
    desk.hand_in(report=worth("40"))
    postman.rounds()
    assert [request.told["type"] for request in receiver.taken] == [
        "submission.received",
        "submission.graded",
        "grade.posted",
    ]
    assert [delivery.error for delivery in desk.deliveries() if delivery.error] == [
        "Nothing listens at its host and port."
    ]


@SQLITE_ONLY
def test_what_fails_is_tried_again_with_the_same_id_and_a_new_time(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    receiver.answers(Answer(500, body=b"no \x00disk\xff"), Answer())
    postman.rounds()
    (message,) = desk.messages()
    assert (message.state, message.tries, message.deliveries_failed) == (JobState.OPEN, 0, 1)
    assert PAUSES[0] <= message.due - postman.now <= PAUSES[0] * 1.1
    postman.now = message.due
    postman.rounds()
    before, after = receiver.requests
    assert (before.id, before.body) == (after.id, after.body)
    assert int(after.headers["webhook-timestamp"]) - int(before.headers["webhook-timestamp"]) in {5, 6}
    assert [(each.status, each.answer, each.error) for each in desk.deliveries()] == [
        (500, "no disk\ufffd", "It answered 500."),
        (204, "", ""),
    ]


@SQLITE_ONLY
@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_receiver_that_asks_for_a_pause_gets_it(
    status: int, desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    receiver.answers(Answer(status, {"Retry-After": "3600"}))
    postman.rounds()
    assert desk.messages()[0].due - postman.now == timedelta(hours=1)


@SQLITE_ONLY
def test_a_pause_can_be_asked_for_as_a_date_and_is_a_day_at_most(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    postman.now = postman.now.replace(microsecond=0)
    until = format_datetime(postman.now + timedelta(hours=2), usegmt=True)
    receiver.answers(Answer(503, {"Retry-After": until}), Answer(503, {"Retry-After": "9" * 30}))
    postman.rounds()
    assert desk.messages()[0].due - postman.now == timedelta(hours=2)
    postman.now = desk.messages()[0].due
    postman.rounds()
    assert desk.messages()[0].due - postman.now == timedelta(hours=24)
    assert postman.round() == 0


@SQLITE_ONLY
def test_a_pause_that_makes_no_sense_is_ours_to_choose(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in()
    receiver.answers(Answer(429, {"Retry-After": "soon"}))
    postman.rounds()
    assert desk.messages()[0].due - postman.now <= PAUSES[0] * 1.1


@SQLITE_ONLY
def test_who_answers_410_is_sent_nothing_more_until_staff_resumes(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in(report=worth("40"))
    receiver.answers(Answer(410), Answer())
    postman.rounds()
    assert "410" in (desk.stored(endpoint).problem or "")
    postman.now += timedelta(days=3)
    assert postman.round() == 0
    desk.staff(endpoints.resume, endpoint)
    assert desk.stored(endpoint).problem is None
    postman.rounds()
    assert [request.id for request in receiver.taken] == [message.webhook_id for message in desk.messages()]


@SQLITE_ONLY
def test_a_paused_endpoint_gets_what_it_missed_in_its_order(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.staff(endpoints.pause, endpoint)
    desk.hand_in(report=worth("40"))
    assert postman.round() == 0
    desk.staff(endpoints.resume, endpoint)
    postman.rounds()
    assert [request.id for request in receiver.taken] == [message.webhook_id for message in desk.messages()]


def test_who_dies_between_sending_and_writing_has_it_sent_again_with_the_same_id(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    desk.endpoint(receiver.url)
    desk.hand_in(report=worth("40"))

    def die(_request: Request) -> Answer:
        """Answer, but so late that the sender's lease is another's."""
        if len(receiver.requests) == 1:
            postman.now += timedelta(minutes=2)
            leased_anew.extend(postman.take())
        return Answer()

    leased_anew: list[object] = []
    receiver.answer = die
    postman.round()
    assert len(leased_anew) == 1
    assert desk.deliveries() == []
    assert desk.messages()[0].state is JobState.OPEN
    postman.now += timedelta(minutes=2)
    postman.rounds()
    ids = [request.id for request in receiver.taken]
    assert ids[0] == ids[1]
    assert ids[1:] == [message.webhook_id for message in desk.messages()]


@SQLITE_ONLY
def test_of_an_endpoint_that_is_deleted_meanwhile_nothing_is_written(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in(report=worth("40"))

    def delete(_request: Request) -> Answer:
        desk.staff(endpoints.remove, endpoint)
        return Answer()

    receiver.answer = delete
    postman.rounds()
    assert len(receiver.requests) == 1
    assert (desk.messages(), desk.deliveries()) == ([], [])
