"""What is checked before an attempt counts, and that nothing that is handed in is an error of ours."""

import json
import random
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from grader import outline
from grader.db.models import Course, LineItem
from grader.services import courses
from tests.web.test_submit import HAND_IN, MULTIPART, file, post_raw, stored
from tests.web.world import CODE, TOML, Visitor, World, make_assignment

NOT_COUNTED = "This did not count as an attempt."


def notebook(*sources: str) -> bytes:
    cells = [{"cell_type": "code", "execution_count": 1, "metadata": {}, "source": source} for source in sources]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def open_losses(world: World, course: Course) -> None:
    """Open a second assignment, "Loss functions", with the functions ``loss`` and ``gradient``."""
    folder = world.folder / "assignments" / "losses"
    if not folder.exists():
        (world.folder / "more").mkdir()
        (make_assignment(world.folder / "more") / "tiny").rename(folder)
        (world.folder / "reference" / "losses.py").touch()
        function = '[functions.loss]\narguments = ["p"]\nreturns = ["l: number"]\n'
        functions = function + function.replace("loss", "gradient")
        start, end = TOML.index("[functions"), TOML.index("[[criteria")
        (folder / "assignment.toml").write_text(TOML[:start] + functions + TOML[end:])
    with world.sessions.begin() as session:
        courses.open_assignment(session, course, "losses", "Loss functions")


def assert_refused(world: World, answer: TestResponse, *said: str) -> None:
    assert answer.status_code == 422
    for words in (*said, NOT_COUNTED):
        assert words in answer.text
    assert stored(world) == []


def test_the_code_of_a_notebook_is_stored(world: World, ada: Visitor) -> None:
    sent = notebook("%matplotlib inline\nimport numpy as np", "def forward(x):\n    return x")
    for data in (file(sent, "my work.ipynb"), {"code": sent.decode()}):
        assert ada.post(HAND_IN, data, content_type=MULTIPART).status_code == 302
    with world.sessions() as session:
        [submission] = stored(world)
        session.add(submission)
        assert submission.content == (
            b"# In [1]\n# %matplotlib inline\nimport numpy as np\n\n# In [1]\ndef forward(x):\n    return x\n"
        )


def test_a_notebook_may_be_larger_than_code_and_its_code_may_not(world: World, ada: Visitor) -> None:
    outputs = b'{"pictures": "' + b"x" * 2**20 + b'", ' + notebook(CODE.decode()).removeprefix(b"{")
    assert_refused(world, ada.post(HAND_IN, file(notebook("#" * 300 * 1024), "a.ipynb")), "the limit is 256 KiB")
    part = 'name="file"; filename="a.ipynb"'
    assert_refused(world, post_raw(ada, part, b"{" + b" " * 4 * 2**20), "the limit is 4 MiB")
    assert post_raw(ada, part, outputs).status_code == 302


def test_a_mistake_in_the_syntax_is_said_first_and_what_was_pasted_is_kept(world: World, ada: Visitor) -> None:
    answer = ada.post(HAND_IN, {"code": "def forward(x):\r\n    retrun <b>\r\n"}, content_type=MULTIPART)
    assert_refused(world, answer, "Line 2 is not valid Python: invalid syntax.", "<code>retrun &lt;b&gt;</code>")
    assert ">\ndef forward(x):\r\n    retrun &lt;b&gt;\r\n</textarea>" in answer.text


def test_missing_functions_are_named(world: World, ada: Visitor) -> None:
    assert_refused(world, ada.post(HAND_IN, file(b"def Forward(x): pass")), "<code>def forward(x):</code>")


def test_the_solution_of_another_assignment_is_recognised(world: World, ada: Visitor) -> None:
    open_losses(world, world.course)
    answer = ada.post(HAND_IN, file(b"def loss(p): pass\ndef gradient(p): pass"))
    assert_refused(world, answer, "This looks like the solution of “Loss functions”.")


def test_another_assignment_that_is_broken_is_left_out(world: World, ada: Visitor) -> None:
    open_losses(world, world.course)
    (world.folder / "assignments" / "losses" / "assignment.toml").write_text("title =")
    answer = ada.post(HAND_IN, file(b"def loss(p): pass\ndef gradient(p): pass"))
    assert_refused(world, answer, "<code>def forward(x):</code>")


@pytest.mark.parametrize("where", ["another course", "hidden"])
def test_assignments_that_one_may_not_see_are_not_told(world: World, ada: Visitor, where: str) -> None:
    open_losses(world, world.course if where == "hidden" else world.other_course())
    with world.sessions.begin() as session:
        session.execute(update(LineItem).where(LineItem.assignment == "losses").values(is_published=where != "hidden"))
    answer = ada.post(HAND_IN, file(b"def loss(p): pass\ndef gradient(p): pass"))
    assert_refused(world, answer, "<code>def forward(x):</code>")
    assert "Loss functions" not in answer.text


@pytest.mark.parametrize("code", ["from mine import *", "exec('def forward(x): pass')", "forward = print"])
def test_what_may_be_right_is_taken(world: World, ada: Visitor, code: str) -> None:
    assert ada.post(HAND_IN, {"code": code}).status_code == 302
    assert len(stored(world)) == 1


def test_when_the_check_breaks_the_submission_is_taken(
    world: World, ada: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(outline.Parser(["/nowhere/python"])) as parser:
        monkeypatch.setattr(outline, "_parser", parser)
        assert ada.post(HAND_IN, file(b"this is no Python")).status_code == 302
    assert len(stored(world)) == 1


def test_two_files_are_one_too_many(world: World, ada: Visitor) -> None:
    two = {"file": [(BytesIO(CODE), "a.py"), (BytesIO(CODE), "b.py")]}
    assert_refused(world, ada.post(HAND_IN, two, content_type=MULTIPART), "You chose 2 files. Hand in one")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\solution.py", "solution 🙂.py", "a" * 5000, "<b>.py", "%22%0D.py"]
)
def test_the_name_of_a_file_is_of_no_consequence(world: World, ada: Visitor, name: str) -> None:
    assert ada.post(HAND_IN, file(CODE, name)).status_code == 302
    assert len(stored(world)) == 1


@pytest.mark.parametrize(
    "field",
    ['name="file"', 'name="file"; filename=""', 'name="other"; filename="solution.py"', 'filename="solution.py"', ""],
)
def test_a_form_with_no_file_in_it_says_what_to_do(world: World, ada: Visitor, field: str) -> None:
    answer = post_raw(ada, field, CODE)
    assert answer.status_code in {400, 422}
    assert stored(world) == []


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Werkzeug leaves what it had parsed to the garbage collector
@pytest.mark.parametrize("wrong_by", [-200, -20, -1, 1, 1000, 10**12])
def test_a_wrong_length_is_met_calmly(world: World, ada: Visitor, wrong_by: int) -> None:
    head = "--x\r\nContent-Disposition: form-data; name="
    body = (
        f'{head}"csrf_token"\r\n\r\n{ada.token}\r\n{head}"file"; filename="a.py"\r\n\r\n'.encode() + CODE + b"\r\n--x--"
    )
    answer = ada.client.post(
        HAND_IN,
        input_stream=BytesIO(body),
        content_type=f"{MULTIPART}; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(len(body) + wrong_by)},
    )
    assert answer.status_code in {400, 413}
    assert stored(world) == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_handed_in_is_no_error_of_ours(ada: Visitor, seed: int) -> None:
    chance = random.Random(seed)
    tokens = [
        "def",
        "forward",
        "(",
        ")",
        ":",
        "\n",
        " ",
        "=",
        "*",
        "'",
        '"""',
        "f'{",
        "}",
        "\\",
        "\x0c",
        "é",
        "\ud800",
        "0o9",
    ]
    for _ in range(8):
        text = "".join(chance.choices(tokens, k=chance.randrange(1, 60)))
        values: list[Any] = [text, None, -1, {"source": text}, [text], True]
        cells = [{"cell_type": "code", "source": chance.choice(values)}, chance.choice(values)]
        for sent in (
            file(chance.randbytes(chance.randrange(2000)), chance.choice(["a.py", "a.ipynb"])),
            file(json.dumps({"cells": chance.choice([cells, text, cells[:1]])}).encode(), "a.ipynb"),
            {"code": text.encode("utf-8", "surrogatepass")},
        ):
            assert ada.post(HAND_IN, sent, content_type=MULTIPART).status_code in {302, 422}
