"""Whatever goes wrong is told as a problem document, and never in more words than the asker may know."""

import random
from io import BytesIO

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from grader.web.api.problems import KINDS
from grader.web.security import limiter
from tests.api.program import SOURCE, Program
from tests.web.world import World

BEGINNINGS = [b"--x\r\n", b'{"source":', b'{"reason":"', b'--x\r\nContent-Disposition: form-data; name="file"']
TYPES = {kind.uri: kind for kind in KINDS}


@pytest.fixture
def program(full_world: World) -> Program:
    return Program(full_world, full_world.instructor)


def kind_of(answer: TestResponse) -> tuple[int, str]:
    """Return status and type, of a whole problem document."""
    assert answer.mimetype == "application/problem+json"
    told = answer.json
    assert told is not None
    assert told["status"] == answer.status_code == TYPES[told["type"]].status
    assert told["title"] == TYPES[told["type"]].title
    assert told["detail"]
    return answer.status_code, told["type"].partition("#")[2]


def test_what_does_not_exist(program: Program) -> None:
    for path in ("nothing", "courses/999", "courses/0", "courses/-1", "courses/x", f"courses/{2**31}"):
        assert kind_of(program.get(path)) == (404, "not-found")


def test_what_is_of_another_course_is_as_if_it_did_not_exist(full_world: World) -> None:
    outsider = Program(full_world, full_world.add_teacher("Otto", full_world.other_course()))
    paths = ["courses/1", "courses/1/assignments", "courses/1/gradebook", "assignments/1", "assignments/1/submissions"]
    paths += ["submissions/1", "submissions/1/source", "submissions/1/result", "assignments/1/regrades"]
    paths += ["regrades/1", "regrades/1/attempts"]
    for path in paths:
        missing = outsider.get(path.replace("/1", "/999", 1))
        answer = outsider.get(path)
        assert kind_of(answer) == (404, "not-found")
        assert answer.json == missing.json
    for path in ("regrades/1/apply", "regrades/1/undo", "regrades/1/discard"):
        assert kind_of(outsider.post(path)) == (404, "not-found")
    assert kind_of(outsider.hand_in()) == (404, "not-found")
    assert kind_of(outsider.post("assignments/1/regrades", json={"reason": "x"})) == (404, "not-found")


def test_a_method_that_is_not_there(program: Program) -> None:
    answer = program.ask("DELETE", "courses/1")
    assert kind_of(answer) == (405, "method-not-allowed")
    assert "GET" in answer.headers["Allow"]


def test_a_body_of_another_type(program: Program) -> None:
    for path in ("assignments/1/submissions", "assignments/1/regrades"):
        assert kind_of(program.post(path, data=b"x = 1", content_type="text/x-python")) == (
            415,
            "unsupported-media-type",
        )
        assert kind_of(program.post(path)) == (415, "unsupported-media-type")


def test_a_body_that_is_no_json(program: Program) -> None:
    for body in (b"", b"{", b"\xff\xfe", b'{"source": NaN', b"[" * 100_000, b"9" * 5000):
        answer = program.post("assignments/1/submissions", data=body, content_type="application/json")
        assert kind_of(answer) == (400, "bad-request")


def test_a_body_of_another_shape(program: Program) -> None:
    bodies = [
        "{}",
        "[]",
        "null",
        "1",
        '"x"',
        '{"source": 1}',
        '{"source": ""}',
        '{"source": null}',
        '{"source": ["x"]}',
    ]
    for body in [*bodies, '{"source": "x", "more": 1}', '{"source": "\\ud800"}', '{"Source": "x"}']:
        answer = program.post("assignments/1/submissions", data=body, content_type="application/json")
        assert kind_of(answer) == (422, "invalid"), body
        assert answer.json is not None
        assert answer.json["errors"]["json"]


def test_ids_that_are_none(program: Program) -> None:
    for ids in ([], [0], [True], [1.5], ["1"], [2**31], [-1], [None], 1, "1", {"1": 1}, [[1]], [10**400]):
        answer = program.post("assignments/1/regrades", json={"reason": "x", "submission_ids": ids})
        assert kind_of(answer) == (422, "invalid"), ids


def test_arguments_that_are_none(program: Program) -> None:
    numbers = ["limit=0", "limit=101", "limit=x", "limit=1_0", "limit=٣", "limit=1.0", "limit=", "after=-1"]
    times = ["since=2026-11-22", "since=2026-11-22T15:00:00", "since=yesterday", "since=2026-02-30T00:00:00Z"]
    for query in [*numbers, "after=99999999999", "page=1", *times]:
        assert kind_of(program.get(f"assignments/1/submissions?{query}")) == (422, "invalid"), query


def test_times_at_the_edge_are_times(program: Program) -> None:
    for at in ("0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "2016-12-31t23:59:60z"):
        answer = program.get("assignments/1/submissions", query_string={"since": at})
        assert answer.status_code == 200
        assert answer.json
        assert len(answer.json["items"]) == 6


def test_what_is_too_big(full_world: World, program: Program) -> None:
    most = full_world.app.config["MAX_CONTENT_LENGTH"]
    assert kind_of(program.hand_in("x" * most)) == (413, "too-big")
    form = {"data": b"x" * (most + 1), "content_type": "multipart/form-data; boundary=b"}
    assert kind_of(program.post("assignments/1/submissions", **form)) == (413, "too-big")


def test_a_form_that_is_not_one_file(program: Program) -> None:
    def file() -> tuple[BytesIO, str]:
        return BytesIO(b"x = 1"), "x.py"

    for form in ({"code": "x = 1"}, {"other": file()}, {"file": file(), "more": "1"}, {"file": [file(), file()]}):
        answer = program.post("assignments/1/submissions", data=form, content_type="multipart/form-data")
        assert kind_of(answer) == (422, "invalid")


def test_what_a_rule_is_against(program: Program) -> None:
    answer = program.hand_in("def forward(")
    assert kind_of(answer) == (409, "refused")
    assert answer.json is not None
    assert answer.json["code"] == "syntax_error"
    assert "line 1" in answer.json["detail"].lower()


def test_what_is_for_instructors(full_world: World) -> None:
    student = Program(full_world, full_world.student)
    for path in ("courses/1/gradebook", "assignments/1/regrades"):
        assert kind_of(student.get(path)) == (403, "not-allowed")
    assert kind_of(student.post("assignments/1/regrades", json={"reason": "x"})) == (403, "not-allowed")
    assert kind_of(student.post("regrades/1/apply")) == (404, "not-found")


def test_what_fails_on_our_side_says_no_more(full_world: World, program: Program) -> None:
    with full_world.engine.begin() as connection:
        connection.execute(text("ALTER TABLE line_items RENAME TO lost"))
    answer = program.get("assignments/1")
    assert kind_of(answer) == (500, "internal")
    assert answer.json is not None
    assert answer.json["request"] == answer.headers["X-Request-Id"]
    assert "line_items" not in answer.text


def test_too_often(full_world: World, program: Program) -> None:
    limiter.reset()
    other = Program(full_world, full_world.student)
    answers = [program.hand_in(f"{SOURCE}# {n}") for n in range(31)]
    assert [each.status_code for each in answers[:30]] == [201] * 30
    assert kind_of(answers[30]) == (429, "too-often")
    assert 1 <= int(answers[30].headers["Retry-After"]) <= 60
    assert answers[30].headers["RateLimit-Policy"] == '"token";q=30;w=60'
    assert other.hand_in().status_code == 201
    told = [each.headers["RateLimit"] for each in (program.get("courses"), program.get("assignments/1"))]
    left = [int(each.split(";")[1].removeprefix("r=")) for each in told]
    assert left[0] - left[1] == 1
    limiter.reset()


def test_no_bytes_break_anything(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    rng = random.Random(7)
    types = [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/json; charset=utf-16",
        "",
    ]
    paths = ["assignments/1/submissions", "assignments/1/regrades", "regrades/1/apply", "regrades/1/undo"]
    for n in range(400):
        body = rng.randbytes(rng.choice([0, 3, 300]))
        if rng.random() < 0.5:
            body = (
                rng.choice(
                    [b"--x\r\n", b'{"source":', b'{"reason":"', b'--x\r\nContent-Disposition: form-data; name="file"']
                )
                + body
            )
        key = "".join(chr(rng.randrange(32, 255)) for _ in range(rng.randrange(9))) if rng.random() < 0.3 else None
        answer = program.post(rng.choice(paths), key, data=body, content_type=rng.choice(types))
        assert answer.status_code < 500, (n, body, answer.text)
