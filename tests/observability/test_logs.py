"""Lines say what happened to what, and nothing that nobody should read."""

import ast
import json
import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from grader import logs
from grader.db.models import User
from grader.settings import ROOT
from tests.observability.conftest import BROKER, DATABASE_URL, SECRET_KEY, Lines

log = logging.getLogger("grader.tests")
BOTH_FORMATS = pytest.mark.parametrize("log_format", ["text", "json"])
CODE = "def solution(x):\n    return x +* 2\n"
FORGED = 'x\n{"event": "graded", "run": 1}\r\x1b[2J\u2028\u202e\x00'


def log_raised(error: Exception, message: str) -> None:
    """Log an error as whoever catches it does."""
    try:
        raise error
    except type(error):
        log.exception(message)


def test_a_line_is_one_object_with_time_level_logger_and_event(lines: Lines) -> None:
    log.warning("%s stumbled", "it", extra={"run": 7, "try": 2})
    logging.getLogger("some.library").error("a library says this")
    ours, theirs = lines.objects
    assert {**ours, "time": ""} == {
        "time": "", "level": "warning", "logger": "grader.tests", "event": "it stumbled", "run": 7, "try": 2,
    }  # fmt: skip
    assert datetime.now(UTC) - datetime.fromisoformat(ours["time"]) < timedelta(minutes=1)
    assert (theirs["event"], theirs["level"]) == ("a library says this", "error")


def test_ids_belong_to_their_block_and_to_their_thread(lines: Lines) -> None:
    with logs.about(run=1):
        logs.add(submission=2)
        log.info("inside")
        with logs.about(run=3):
            log.info("deeper")
        for target, said in ((log.info, "elsewhere"), (logs.in_this_block(log.info), "in its stead")):
            thread = threading.Thread(target=target, args=(said,))
            thread.start()
            thread.join()
        log.info("back")
    log.info("outside")
    ids = [(line["event"], line.get("run"), line.get("submission")) for line in lines.objects]
    assert ids == [
        ("inside", 1, 2),
        ("deeper", 3, 2),
        ("elsewhere", None, None),
        ("in its stead", 1, 2),
        ("back", 1, 2),
        ("outside", None, None),
    ]


def test_what_a_library_attaches_to_a_record_is_not_written(lines: Lines) -> None:
    log.info("done", extra={"data": {"content": "def forward(x): return x"}, "run": 1})
    assert "forward" not in lines.text
    assert lines.objects[0]["run"] == 1


@BOTH_FORMATS
def test_nobody_forges_a_line(lines: Lines) -> None:
    log.warning("refused: %s", FORGED, extra={"reason": FORGED})
    log_raised(ValueError(FORGED), FORGED)
    assert not [line for line in lines.text.split("\n") if line.startswith('{"event": "graded"')]
    assert all(character == "\n" or character.isprintable() for character in lines.text)


@pytest.mark.parametrize("log_format", ["text"])
def test_text_is_as_calm_as_a_sentence(lines: Lines) -> None:
    log.info("Building the sandbox image …")
    log.warning("the run was put off", extra={"run": 7, "reason": "no engine answers"})
    log.warning("two\nlines")
    assert lines.text.splitlines() == [
        "Building the sandbox image …",
        'the run was put off  (run=7, reason="no engine answers")',
        "two",
        "  lines",
    ]


@BOTH_FORMATS
def test_secrets_and_addresses_are_taken_out_wherever_they_come_from(lines: Lines) -> None:
    log.error("cannot reach %s or %s with %s", DATABASE_URL, BROKER, SECRET_KEY)
    log.error("the password is %s", "open/sesame", extra={"reason": "ada.lovelace+x@example.org: 550 no such user"})
    error = OSError("/sign-in/abc_DEF-123 for ben@example.org")
    error.__cause__ = ValueError("mellon")
    log_raised(error, "Invalid request from ip=192.0.2.7: /join/Xy12?next=1")
    told = lines.text
    for secret in (SECRET_KEY, "sesame", "mellon", "lovelace", "ben@", "abc_DEF", "192.0.2.7", "Xy12"):
        assert secret not in told
    assert "ValueError: [hidden]" in told
    assert "OSError: /sign-in/[hidden] for [hidden]" in told


def test_an_exception_tells_where_and_why_but_no_values(lines: Lines, sessions: sessionmaker[Session]) -> None:
    for _ in range(2):
        try:
            with sessions.begin() as session:
                session.add(User(name="Grace Hopper", email="grace@example.org"))
        except IntegrityError:
            log.exception("it could not be stored")
    *_, line = lines.objects  # migrations tell as well
    assert "in test_an_exception_tells" in line["exception"]
    assert "UNIQUE" in line["exception"].upper()
    assert "INSERT" not in lines.text, "only the first line of a message is told"
    assert "Grace" not in lines.text
    assert "grace" not in lines.text


def test_code_that_cannot_be_parsed_is_not_in_the_exception(lines: Lines) -> None:
    try:
        ast.parse(CODE)
    except SyntaxError:
        log.exception("it could not be parsed")
    assert "SyntaxError: " in lines.objects[0]["exception"]
    assert "return x" not in lines.text


def test_errors_of_the_database_hide_values_wherever_they_are_shown(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(Exception, match="no_such_table") as caught, sessions() as session:
        session.execute(text("SELECT :code FROM no_such_table"), {"code": "def forward(x)"})
    assert "def forward" not in str(caught.value)


DYING = """
import threading, warnings
from pathlib import Path
from grader import logs
from grader.settings import Settings
logs.configure(Settings(Path(), "sqlite://", "secret", log_format="json"))
warnings.warn("beware")
def fail():
    raise ValueError("in a thread")
thread = threading.Thread(target=fail)
thread.start()
thread.join()
raise ValueError("at the end")
"""


def test_what_nobody_catches_is_a_line_too() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", DYING], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    warned, thread, process = map(json.loads, done.stderr.splitlines())
    assert "UserWarning: beware" in warned["event"]
    assert (thread["event"], thread["exception"].split("\n")[-1]) == ("a thread failed", "ValueError: in a thread")
    assert (process["event"], process["exception"].split("\n")[-1]) == ("the process failed", "ValueError: at the end")
