"""Endpoints by programs: what the pages do, without them."""

import pytest

from tests.api.program import Program
from tests.web.world import World

TARGET = "https://hooks.example.com/grader"


@pytest.fixture
def program(world: World) -> Program:
    return Program(world, world.instructor)


def add(program: Program, key: str | None = None) -> dict[str, object]:
    """Add an endpoint."""
    body = {"target": TARGET, "events": ["submission.received", "grade.posted"]}
    answer = program.post("courses/1/webhooks", key, json=body)
    assert answer.status_code == 201, answer.text
    assert answer.json is not None
    assert answer.headers["Location"] == answer.json["url"]
    return dict(answer.json)


def test_the_secret_is_told_once(program: Program) -> None:
    made = add(program)
    assert str(made["secret"]).startswith("whsec_")
    [listed] = (program.get("courses/1/webhooks").json or {})["items"]
    assert listed == program.get(str(made["url"])).json == {key: made[key] for key in made if key != "secret"}


def test_an_endpoint_is_made_once(program: Program) -> None:
    assert add(program, "one") == add(program, "one")
    assert len((program.get("courses/1/webhooks").json or {})["items"]) == 1


def test_an_endpoint_is_changed_paused_resumed_and_deleted(program: Program) -> None:
    url = str(add(program)["url"])
    changed = program.ask("PATCH", url, json={"events": ["grade.updated"]})
    assert (changed.status_code, (changed.json or {})["events"]) == (200, ["grade.updated"])
    assert (program.post(f"{url}/pause").json or {})["is_paused"] is True
    assert (program.post(f"{url}/resume").json or {})["is_paused"] is False
    assert program.ask("DELETE", url).status_code == 204
    assert program.get(url).status_code == 404


def test_another_secret_is_told_once(program: Program) -> None:
    made = add(program)
    rotated = program.post(f"{made['url']}/secret").json or {}
    assert rotated["secret"] not in {None, made["secret"]}


def test_messages_and_deliveries_are_listed_and_sent_again(full_world: World) -> None:
    program = Program(full_world, full_world.instructor)
    messages = (program.get("courses/1/webhooks/1/messages").json or {})["items"]
    assert messages
    first = messages[0]
    tries = (program.get(f"courses/1/webhooks/1/messages/{first['id']}/deliveries").json or {})["items"]
    again = program.post(f"courses/1/webhooks/1/messages/{first['id']}/replay").json or {}
    assert (again["webhook_id"], again["state"]) == (first["webhook_id"], "open")
    assert tries
    assert program.get("courses/1/webhooks/1/messages/999/deliveries").status_code == 404


def test_a_test_message_is_queued(program: Program) -> None:
    url = add(program)["url"]
    queued = program.post(f"{url}/test").json or {}
    assert (queued["type"], queued["state"]) == ("test.ping", "open")
    assert (program.get(f"{url}/messages").json or {})["items"] == [queued]


def test_addresses_that_may_not_be_told_are_refused(program: Program) -> None:
    for target in ("http://127.0.0.1/", "ftp://example.com/", "not a URL", "https://"):
        answer = program.post("courses/1/webhooks", json={"target": target, "events": ["grade.posted"]})
        assert (answer.status_code, (answer.json or {})["type"]) == (409, "/api/v1/#refused"), target


def test_endpoints_are_for_instructors(full_world: World) -> None:
    student = Program(full_world, full_world.student)
    outsider = Program(full_world, full_world.add_teacher("Otto", full_world.other_course()))
    for path in ("courses/1/webhooks", "courses/1/webhooks/1", "courses/1/webhooks/1/messages"):
        assert student.get(path).status_code == 403
        assert outsider.get(path).status_code == 404
    for deed in ("pause", "resume", "secret", "test"):
        assert student.post(f"courses/1/webhooks/1/{deed}").status_code == 403
        assert outsider.post(f"courses/1/webhooks/1/{deed}").status_code == 404
