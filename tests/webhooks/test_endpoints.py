"""What staff does with endpoints and messages, on both databases."""

from threading import Thread

import pytest
from sqlalchemy import Engine, select, text

from grader.db.models import Endpoint, JobState, Message
from grader.errors import NotFound
from grader.services.submissions import submit
from grader.services.webhooks import endpoints
from tests.conftest import POSTGRESQL_ONLY
from tests.webhooks.conftest import Desk, Postman, worth
from tests.webhooks.receiver import Answer, Receiver

IS_WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def test_everything_that_can_be_done_with_an_endpoint(desk: Desk, postman: Postman, receiver: Receiver) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.staff(endpoints.choose, endpoint, ["submission.received"])
    desk.staff(endpoints.pause, endpoint)
    desk.staff(endpoints.test, endpoint)
    desk.hand_in(report=worth("40"))
    assert postman.round() == 0
    desk.staff(endpoints.skip, endpoint, 1)
    desk.staff(endpoints.resume, endpoint)
    postman.rounds()
    desk.staff(endpoints.send_again, endpoint, 1)
    postman.rounds()
    assert [request.told["type"] for request in receiver.taken] == ["submission.received", "test.ping"]
    assert [message.state for message in desk.messages()] == [JobState.DONE] * 2
    desk.staff(endpoints.remove, endpoint)
    assert (desk.messages(), desk.deliveries()) == ([], [])


def test_what_a_worker_is_just_sending_can_be_skipped_and_its_end_is_not_written(
    desk: Desk, postman: Postman, receiver: Receiver
) -> None:
    endpoint = desk.endpoint(receiver.url)
    desk.hand_in()

    def skip(_request: object) -> Answer:
        desk.staff(endpoints.skip, endpoint, 1)
        return Answer()

    receiver.answer = skip
    postman.rounds()
    assert [message.error_kind for message in desk.messages()] == ["skipped"]
    assert desk.deliveries() == []


def test_a_message_of_another_endpoint_is_not_found(desk: Desk) -> None:
    desk.endpoint()
    other = desk.endpoint()
    desk.staff(endpoints.test, other)
    with desk.sessions() as session:
        first = session.scalars(select(Endpoint).order_by(Endpoint.id)).first()
    assert first is not None
    with pytest.raises(NotFound):
        desk.staff(endpoints.skip, first, 1)


def wait_until_somebody_waits(engine: Engine) -> None:
    """Return when a transaction waits for a lock."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(IS_WAITING):
            pass


@POSTGRESQL_ONLY
def test_who_deletes_an_endpoint_waits_for_what_is_just_told_and_nothing_fails(desk: Desk, engine: Engine) -> None:
    endpoint = desk.endpoint()
    removing = Thread(target=desk.staff, args=(endpoints.remove, endpoint))
    with desk.sessions.begin() as session:
        submit(session, desk.school.ada, desk.school.line_item.id, b"x = 1\n", 16)
        assert len(session.scalars(select(Message)).all()) == 1
        removing.start()
        wait_until_somebody_waits(engine)
    removing.join()
    with desk.sessions() as session:
        assert session.scalars(select(Endpoint)).all() == []
    assert desk.messages() == []
