"""Handing in: what is accepted, and what is said when it is not."""

import gc
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from grader.db.models import LineItem, Submission, utc_now
from tests.web.reports import PARTLY, PERFECT
from tests.web.world import CODE, Visitor, World

HAND_IN = "/assignments/1/submissions"
MULTIPART = "multipart/form-data"


def file(content: bytes, name: str = "solution.py") -> dict[str, Any]:
    return {"file": (BytesIO(content), name)}


def post_raw(visitor: Visitor, field: str, content: bytes, end: bytes = b"\r\n--x--\r\n") -> TestResponse:
    """Send one field as a browser would, byte by byte."""
    head = "--x\r\nContent-Disposition: form-data; "
    token = f'{head}name="csrf_token"\r\n\r\n{visitor.token}\r\n'
    body = f"{token}{head}{field}\r\n\r\n".encode() + content + end
    return visitor.client.post(HAND_IN, data=body, content_type=f"{MULTIPART}; boundary=x")


def stored(world: World) -> list[Submission]:
    with world.sessions() as session:
        return list(session.scalars(select(Submission).order_by(Submission.id)))


def test_a_file_is_stored_before_it_is_said_to_be_received(world: World, ada: Visitor) -> None:
    answer = ada.post(HAND_IN, file(CODE))
    assert answer.status_code == 302
    [submission] = stored(world)
    receipt = ada.get(answer.location).text
    assert submission.digest in receipt
    assert "Waiting" in receipt
    assert "The file is stored." in receipt
    assert "&lt;b&gt;not&lt;/b&gt; a tag" in receipt


def test_pasted_code_has_the_newlines_of_a_file(world: World, ada: Visitor) -> None:
    ada.post(HAND_IN, {"code": "def forward(x):\r\n    return x\r\n"})
    with world.sessions() as session:
        assert session.scalars(select(Submission.content)).one() == b"def forward(x):\n    return x\n"


def test_a_double_click_is_one_attempt(world: World, ada: Visitor) -> None:
    first, second = (ada.post(HAND_IN, file(CODE)) for _ in range(2))
    assert first.location == second.location
    assert len(stored(world)) == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Nothing was handed in."),
        ({"code": " \r\n"}, "Nothing was handed in."),
        ({**file(b""), "code": ""}, "The file is empty."),
        ({**file(CODE), "code": "x = 1"}, "Hand in one of the two."),
        (file(b"\xff\xfe\x00x"), "null bytes"),
        (file(b"x = '\xe4'\n"), "not UTF-8 text (line 1)"),
        (file(b"PK\x03\x04rest", "solution.zip"), "zip archive"),
        (file(b'{"cells": []}', "solution.ipynb"), "no code in it"),
        (file(b"def forward(x):\n    retrun x\n"), "Line 2 is not valid Python: invalid syntax."),
        ({"code": "forwards = 1"}, "def forward(x):"),
        (file(b"#" * (256 * 1024 + 1)), "the limit is 256 KiB"),
        ({"code": "#" * (256 * 1024 + 1)}, "the limit is 256 KiB"),
    ],
)
def test_what_cannot_be_a_solution_is_met_with_what_to_do(
    world: World, ada: Visitor, sent: dict[str, Any], said: str
) -> None:
    answer = ada.post(HAND_IN, sent, content_type=MULTIPART)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert stored(world) == []


def test_pasted_code_comes_back_when_it_is_not_accepted(ada: Visitor) -> None:
    code = "# </textarea><script>alert(1)</script>\n" + "#" * (256 * 1024)
    answer = ada.post(HAND_IN, {"code": code}, content_type=MULTIPART)
    assert "# &lt;/textarea&gt;&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(("field", "size"), [("file", 5 * 2**20), ("code", 336 * 1024), ("code", 5 * 2**20)])
def test_a_huge_upload_is_told_the_limit(world: World, ada: Visitor, field: str, size: int) -> None:
    answer = post_raw(ada, f'name="{field}"; filename="x.py"' if field == "file" else 'name="code"', b"#" * size)
    assert answer.status_code == 413
    assert "The limit is 256 KiB" in answer.text
    assert stored(world) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Werkzeug leaves what it had parsed to the garbage collector
def test_an_upload_that_was_cut_off_is_not_stored(world: World, ada: Visitor) -> None:
    answer = post_raw(ada, 'name="file"; filename="solution.py"', b"import numpy", end=b"")
    gc.collect()
    assert answer.status_code in {400, 422}
    assert stored(world) == []


def test_a_hostile_file_name_is_of_no_consequence(world: World, ada: Visitor) -> None:
    assert ada.post(HAND_IN, file(CODE, "../../<script>.py")).status_code == 302
    assert len(stored(world)) == 1


def test_after_the_deadline_nothing_is_taken_and_the_page_says_so(world: World, ada: Visitor) -> None:
    with world.sessions.begin() as session:
        session.execute(update(LineItem).values(due_at=utc_now() - timedelta(minutes=90)))
    page = ada.get("/assignments/1").text
    assert "This assignment closed" in page
    assert "1 hour ago" in page
    answer = ada.post(HAND_IN, file(CODE))
    assert answer.status_code == 422
    assert "The deadline was" in answer.text
    assert stored(world) == []


def test_handing_in_all_the_time_is_slowed_down(ada: Visitor) -> None:
    answers = [ada.post(HAND_IN, {}).status_code for _ in range(31)]
    assert answers == [422] * 30 + [429]


def test_staff_may_try_an_assignment_and_do_not_appear_among_the_students(world: World) -> None:
    visitor = world.visitor(world.instructor)
    assert visitor.post(HAND_IN, file(CODE)).status_code == 302
    assert "Nobody has joined yet." in visitor.get("/courses/1").text


def test_the_best_attempt_counts_and_all_are_listed(world: World) -> None:
    user = world.add_user("Ada")
    world.submit(user, PERFECT)
    world.submit(user, PARTLY, CODE + b"#")
    world.submit(user, content=CODE + b"##")
    visitor = world.visitor(user)
    page = visitor.get("/assignments/1").text
    assert "100 of 100" in page
    assert "Attempt 1 counts: the best of 2" in page
    assert page.count("counts: the best of 2</small>") == 1
    home = visitor.get("/").text
    assert "100 of 100" in home
    assert "Waiting" in home


def test_two_tabs_are_two_attempts(world: World, ada: Visitor) -> None:
    for number in range(2):
        ada.post(HAND_IN, file(CODE + b"#" * number))
    with world.sessions() as session:
        assert session.scalar(select(func.max(Submission.attempt))) == 2
