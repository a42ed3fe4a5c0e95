"""Endpoints of a course, and what was sent to them."""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, url_for
from marshmallow import fields, validate
from sqlalchemy.orm import Session

from grader.db.models import Delivery, Endpoint, JobState, Message, User, utc_now
from grader.db.queries import api
from grader.db.queries import webhooks as queries
from grader.domain.scopes import Scope
from grader.domain.webhooks import EventType
from grader.errors import NotFound
from grader.services.access import require_instructor
from grader.services.webhooks import endpoints as services
from grader.web.api import bearer, once
from grader.web.api.courses import COURSE
from grader.web.api.fields import Moment, Sent, Text
from grader.web.api.lists import Asked, Part, list_of, part, window_of
from grader.web.api.section import Section, path_id
from grader.web.database import reading, writing

webhooks = Section("Webhooks", "Who is told what happens in a course, and what was sent; for instructors.")
ALL = f"/courses/{COURSE}/webhooks"
ONE = f"{ALL}/{path_id('endpoint_id')}"
MESSAGES = f"{ONE}/messages"
MESSAGE = f"{MESSAGES}/{path_id('message_id')}"
EVENTS = {"description": "What it is told of.", "example": ["grade.posted"]}


class EndpointEvents(Sent):
    """What an endpoint is to be told of."""

    events = fields.List(
        fields.Enum(EventType, by_value=True), required=True, validate=validate.Length(1, 5), metadata=EVENTS
    )


class NewEndpoint(EndpointEvents):
    """An endpoint that is to be made."""

    target = Text(
        required=True,
        validate=validate.Length(1, 2000),
        metadata={"description": "Where to send.", "example": "https://example.org/hook"},
    )


class EndpointTold(Sent):
    """An endpoint of a course."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    course_id = fields.Integer(required=True)
    target = fields.String(required=True)
    events = fields.List(fields.String(), required=True, metadata=EVENTS)
    is_paused = fields.Boolean(required=True)
    problem = fields.String(
        required=True, allow_none=True, metadata={"description": "Why nothing is sent until it is resumed."}
    )
    created_at = Moment(required=True)


class EndpointSecret(EndpointTold):
    """An endpoint with its secret, which is told now and never again."""

    secret = fields.String(required=True, metadata={"description": "Signs each message, by Standard Webhooks."})


class MessageTold(Sent):
    """A message to an endpoint."""

    id = fields.Integer(required=True)
    webhook_id = fields.String(required=True, metadata={"description": "The same in every delivery."})
    type = fields.String(required=True)
    body = fields.String(required=True, metadata={"description": "The very text that is sent."})
    state = fields.Enum(JobState, by_value=True, required=True)
    created_at = Moment(required=True)
    finished_at = Moment(required=True, allow_none=True)


class DeliveryTold(Sent):
    """One try to deliver a message."""

    id = fields.Integer(required=True)
    at = Moment(required=True)
    duration_s = fields.Float(required=True)
    request_headers = fields.Dict(required=True)
    status = fields.Integer(required=True, allow_none=True, metadata={"description": "Of the answer; null: none came."})
    answer = fields.String(required=True, metadata={"description": "Its beginning."})
    error = fields.String(required=True, metadata={"description": "Why it does not count as delivered."})


@webhooks.operation(ALL, scope=Scope.READ_WEBHOOKS, answer=list_of(EndpointTold), query=Asked)
def list_endpoints(asked: dict[str, Any], course_id: int) -> Part:
    """List the endpoints of a course."""
    require_instructor(reading(), bearer.person(), course_id)
    window = window_of(asked)
    every = [each.endpoint for each in queries.standings(reading(), course_id)]
    return part([each for each in every if each.id > window.after], window, _endpoint)


@webhooks.operation(ALL, method="POST", scope=Scope.WRITE_WEBHOOKS, answer=EndpointSecret, status=201, body=NewEndpoint)
def add_endpoint(body: dict[str, Any], course_id: int) -> Response:
    """Add an endpoint; this answer alone tells its secret."""
    may_be_private = current_app.config["WEBHOOKS_TO_PRIVATE"]

    def deed(session: Session) -> dict[str, Any]:
        who, where = bearer.person(), body["target"]
        return _with_secret(
            services.add(session, who, course_id, where, set(body["events"]), allow_private=may_be_private)
        )

    return once.do(deed, EndpointSecret, 201)


@webhooks.operation(ONE, scope=Scope.READ_WEBHOOKS, answer=EndpointTold)
def read_endpoint(course_id: int, endpoint_id: int) -> dict[str, Any]:
    """Read an endpoint."""
    return _endpoint(services.find(reading(), bearer.person(), course_id, endpoint_id))


@webhooks.operation(ONE, method="PATCH", scope=Scope.WRITE_WEBHOOKS, answer=EndpointTold, body=EndpointEvents)
def choose_events(body: dict[str, Any], course_id: int, endpoint_id: int) -> Response:
    """Have an endpoint told of other events from now on."""

    def deed(session: Session) -> dict[str, Any]:
        chosen = set(body["events"])
        return _endpoint(services.choose(session, bearer.person(), course_id, endpoint_id, chosen))

    return once.do(deed, EndpointTold)


@webhooks.operation(ONE, method="DELETE", scope=Scope.WRITE_WEBHOOKS, answer=None, status=204)
def remove_endpoint(course_id: int, endpoint_id: int) -> Response:
    """Delete an endpoint with what waits for it, and with its log."""
    with writing() as session:
        services.remove(session, bearer.person(), course_id, endpoint_id)
    return Response(status=204)


@webhooks.operation(f"{ONE}/pause", method="POST", scope=Scope.WRITE_WEBHOOKS, answer=EndpointTold)
def pause_endpoint(course_id: int, endpoint_id: int) -> Response:
    """Send nothing more for now; what happens waits."""
    return _change(services.pause, course_id, endpoint_id)


@webhooks.operation(f"{ONE}/resume", method="POST", scope=Scope.WRITE_WEBHOOKS, answer=EndpointTold)
def resume_endpoint(course_id: int, endpoint_id: int) -> Response:
    """Send what waits, in its order."""
    return _change(services.resume, course_id, endpoint_id)


@webhooks.operation(f"{ONE}/secret", method="POST", scope=Scope.WRITE_WEBHOOKS, answer=EndpointSecret)
def rotate_secret(course_id: int, endpoint_id: int) -> Response:
    """Give an endpoint another secret; for a day the old one signs as well. This answer alone tells it."""

    def deed(session: Session) -> dict[str, Any]:
        return _with_secret(services.rotate(session, bearer.person(), course_id, endpoint_id, utc_now()))

    return once.do(deed, EndpointSecret)


@webhooks.operation(f"{ONE}/test", method="POST", scope=Scope.WRITE_WEBHOOKS, answer=MessageTold)
def test_endpoint(course_id: int, endpoint_id: int) -> Response:
    """Queue a message that tells of nothing."""

    def deed(session: Session) -> Message:
        return services.test(session, bearer.person(), course_id, endpoint_id)

    return once.do(deed, MessageTold)


@webhooks.operation(MESSAGES, scope=Scope.READ_WEBHOOKS, answer=list_of(MessageTold), query=Asked)
def list_messages(asked: dict[str, Any], course_id: int, endpoint_id: int) -> Part:
    """List the messages to an endpoint."""
    found = services.find(reading(), bearer.person(), course_id, endpoint_id)
    window = window_of(asked)
    return part(api.messages(reading(), found.id, window), window, _message)


@webhooks.operation(f"{MESSAGE}/deliveries", scope=Scope.READ_WEBHOOKS, answer=list_of(DeliveryTold), query=Asked)
def list_deliveries(asked: dict[str, Any], course_id: int, endpoint_id: int, message_id: int) -> Part:
    """List the tries to deliver a message."""
    services.find(reading(), bearer.person(), course_id, endpoint_id)
    if queries.message(reading(), endpoint_id, message_id) is None:
        raise NotFound("There is no such message, or it has been deleted.")
    window = window_of(asked)
    return part(api.deliveries(reading(), message_id, window), window, _delivery)


@webhooks.operation(f"{MESSAGE}/replay", method="POST", scope=Scope.WRITE_WEBHOOKS, answer=MessageTold)
def replay_message(course_id: int, endpoint_id: int, message_id: int) -> Response:
    """Send a message once more, with the same webhook_id; one that waits, at once."""

    def deed(session: Session) -> Message:
        return services.send_again(session, bearer.person(), course_id, endpoint_id, message_id)

    return once.do(deed, MessageTold)


def _change(service: Callable[[Session, User, int, int], Endpoint], course_id: int, endpoint_id: int) -> Response:
    def deed(session: Session) -> dict[str, Any]:
        return _endpoint(service(session, bearer.person(), course_id, endpoint_id))

    return once.do(deed, EndpointTold)


def _endpoint(found: Endpoint) -> dict[str, Any]:
    names = "id", "course_id", "events", "is_paused", "problem", "created_at"
    url = url_for("Webhooks.read_endpoint", course_id=found.course_id, endpoint_id=found.id)
    return {**{name: getattr(found, name) for name in names}, "url": url, "target": found.url}


def _with_secret(found: Endpoint) -> dict[str, Any]:
    return {**_endpoint(found), "secret": found.secret}


def _message(found: Message) -> dict[str, Any]:
    return {name: getattr(found, name) for name in MessageTold().fields}


def _delivery(found: Delivery) -> dict[str, Any]:
    return {name: getattr(found, name) for name in DeliveryTold().fields}
