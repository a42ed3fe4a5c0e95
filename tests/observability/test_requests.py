"""Requests: an id in the lines, in the answer and on the page; and what comes of handing in."""

import logging
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from grader.errors import SandboxLost
from tests.observability.conftest import Lines
from tests.web.world import CODE, World, make_world

PASSWORD = "correct horse battery"
EMAIL = "ada@example.org"


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str) -> World:
    return make_world(tmp_path, sqlite_url)


def test_a_failure_is_one_line_with_the_id_that_the_person_sees(world: World, lines: Lines) -> None:
    def fail(token: str) -> str:
        raise ZeroDivisionError(token)

    world.app.add_url_rule("/sign-in/<token>/fail", view_func=fail)
    answer = world.stranger().get("/sign-in/let-me-in/fail?and=more")
    [line] = lines.objects
    assert answer.status_code == 500
    assert line["request"] == answer.headers["X-Request-Id"]
    assert f"<code>{line['request']}</code>" in answer.text
    told = {name: line[name] for name in ("event", "level", "method", "route", "error")}
    assert told == {
        "event": "a request failed", "level": "error", "method": "GET", "route": "/sign-in/<token>/fail",
        "error": "ZeroDivisionError",
    }  # fmt: skip
    assert "in fail" in line["exception"]
    assert "and=more" not in lines.text


def test_a_failure_of_ours_that_is_known_says_its_kind(world: World, lines: Lines) -> None:
    def fail() -> str:
        raise SandboxLost("the engine\nis gone")

    world.app.add_url_rule("/fail", view_func=fail)
    assert world.stranger().get("/fail").status_code == 503
    [line] = lines.objects
    assert (line["fault"], line["error"], line["reason"]) == ("service", "sandbox_lost", "the engine")


def test_a_page_of_an_error_that_fails_itself_hides_the_path_too(
    world: World, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.web.failures.render_template", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.stranger().get("/join/let-me-in")
    assert "let-me-in" not in lines.text
    assert [line["route"] for line in lines.objects] == ["/join/<code>"]


def test_ids_are_new_for_each_request_and_no_answer_lacks_one(world: World) -> None:
    visitor = world.stranger()
    paths = ["/sign-in", "/sign-in", "/nowhere", "/", "/code.css", "/static/style.css"]
    ids = [visitor.get(path, headers={"X-Request-Id": "forged\x1b"}).headers["X-Request-Id"] for path in paths]
    assert len(set(ids)) == len(paths)
    assert all(len(each) == 16 and each.isalnum() for each in ids)


def test_an_id_ends_with_its_request(world: World, lines: Lines) -> None:
    world.stranger().get("/sign-in")
    logging.getLogger("grader.tests").info("afterwards")
    assert "request" not in lines.objects[-1]


def test_what_is_received_can_be_followed_and_no_line_says_who_or_what(world: World, lines: Lines) -> None:
    visitor = world.stranger()
    visitor.get(f"/join/{world.course.join_code}")
    form = {"name": "Ada Lovelace", "email": EMAIL, "password": PASSWORD}
    assert visitor.post(f"/join/{world.course.join_code}", form).status_code == 302
    visitor.get("/assignments/1")
    answer = visitor.post("/assignments/1/submissions", {"code": CODE.decode()})
    assert answer.status_code == 302
    visitor.post("/assignments/1/submissions", {"code": "secret_name = ("})
    received = [line for line in lines.objects if line["event"] == "submission received"]
    [stored] = world.submissions()
    ids = {"submission": stored.id, "run": stored.runs[0].id, "line_item": 1, "attempt": 1}
    assert (
        received[0].items()
        >= {**ids, "request": answer.headers["X-Request-Id"], "logger": "grader.web.student"}.items()
    )
    assert len(received) == 1
    for private in ("tanh", "secret_name", "Lovelace", EMAIL, PASSWORD, world.course.join_code):
        assert private not in lines.text


def test_requests_are_counted_by_route_and_status_never_by_path(world: World) -> None:
    def count(endpoint: str, status: str) -> float:
        return REGISTRY.get_sample_value("grader_request_seconds_count", {"endpoint": endpoint, "status": status}) or 0

    before = count("auth.join", "4xx"), count("none", "4xx")
    visitor = world.stranger()
    for path in ("/join/aaaa", "/join/bbbb", "/nowhere", "/elsewhere"):
        assert visitor.get(path).status_code == 404
    assert (count("auth.join", "4xx"), count("none", "4xx")) == (before[0] + 2, before[1] + 2)
