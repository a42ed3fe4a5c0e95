"""Files are fetched within limits and from their hosts alone, and handed in once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from grader.db.models import JobState, LineItem, Notice, utc_now
from grader.domain import notebook
from grader.jobs import fetching
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.fetching import PAUSES, Fetching
from grader.jobs.presence import Roll
from grader.services.inbound import notices
from tests.inbound.conftest import CODE, NEVER, Desk, asset
from tests.outside.servers import Server, Talk, answer, redirect

Serve = Callable[[Talk | bytes], Server]
NOTEBOOK = b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "def forward(x):\\n    return x"}]}'


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return what starts another host."""
    with ExitStack() as stack:
        yield lambda talk: stack.enter_context(Server(talk))


def test_what_is_announced_becomes_an_attempt(desk: Desk) -> None:
    desk.send()
    notice = desk.work()
    [submission] = desk.world.submissions()
    assert (notice.state, notice.submission_id, notice.token) == (JobState.DONE, submission.id, None)
    assert notice.submission is not None
    assert (notice.submission.content, submission.line_item_id, submission.attempt) == (CODE, desk.world.item.id, 1)
    assert [run.state for run in submission.runs] == [JobState.OPEN]
    assert "authorization: bearer the bearer" in desk.files.requests[0].lower()


def test_a_worker_of_the_queue_does_it(desk: Desk, tmp_path: Path) -> None:
    kind = Kind(Notice, Fetching(desk.world.sessions, desk.settings), tries=fetching.TRIES)
    host = Host(
        Queue(desk.settings, desk.world.sessions, [kind], Roll(desk.world.sessions, slots=1)), tmp_path / "lock"
    )
    host.start()
    try:
        desk.send()
        end = time.monotonic() + 20
        while desk.notices()[0].state is JobState.OPEN and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        host.stop(5)
    assert desk.notices()[0].state is JobState.DONE
    assert len(desk.world.submissions()) == 1


def test_it_counts_as_handed_in_when_we_heard_of_it(desk: Desk) -> None:
    desk.send()
    [notice] = desk.notices()
    earlier = notice.received_at - timedelta(hours=3)
    with desk.world.sessions.begin() as session:
        session.get_one(Notice, notice.id).received_at = earlier
        session.get_one(LineItem, desk.world.item.id).due_at = earlier + timedelta(hours=1)
    assert desk.work().state is JobState.DONE
    [submission] = desk.world.submissions()
    assert submission.received_at == earlier


def test_what_the_sender_says_of_the_time_is_not_believed(desk: Desk) -> None:
    with desk.world.sessions.begin() as session:
        session.get_one(LineItem, desk.world.item.id).due_at = utc_now() - timedelta(minutes=1)
    fault, message = desk.refused(desk.said(submitted_at="2001-01-01T00:00:00Z"))
    assert fault == "student"
    assert message.startswith("The deadline was")


def test_a_notebook_is_read_as_the_form_reads_it(desk: Desk, serve: Serve) -> None:
    url = serve(answer(NOTEBOOK)).url("/hw.ipynb")
    desk.send(desk.said(asset(url, NOTEBOOK, filename="hw.ipynb")))
    notice = desk.work()
    assert notice.submission is not None
    assert notice.submission.content == notebook.code_of(NOTEBOOK).encode()


@pytest.mark.parametrize("name", ["../../etc/hw.py", "/etc/hw.PY", "C:\\evil\\hw.py", "..\\..\\hw.py"])
def test_a_path_in_the_name_leads_nowhere(desk: Desk, name: str) -> None:
    desk.send(desk.said(asset(desk.files.url(), filename=name)))
    notice = desk.work()
    assert notice.state is JobState.DONE
    assert notice.body["assets"][0]["filename"].lower() == "hw.py"


@pytest.mark.parametrize("name", ["../../etc/passwd", "hw.txt", "", ".py/", "hw.py.zip"])
def test_a_file_that_is_no_solution_by_its_name_is_not_fetched(desk: Desk, name: str) -> None:
    fault, message = desk.refused(desk.said(asset(desk.files.url(), filename=name)))
    assert (fault, desk.files.connections) == ("student", 0)
    assert "ends with .py or .ipynb" in message


def test_of_several_files_the_one_that_can_be_a_solution_counts(desk: Desk) -> None:
    others = [asset(desk.files.url(f"/{name}"), filename=name) for name in ("plot.png", "", "notes.txt")]
    desk.send(desk.said(*others, asset(desk.files.url("/hw.py"))))
    assert desk.work().state is JobState.DONE
    assert [request.split()[1] for request in desk.files.requests] == ["/hw.py"]


def test_of_two_solutions_none_is_chosen(desk: Desk) -> None:
    url = desk.files.url()
    fault, message = desk.refused(desk.said(asset(url), asset(url, filename="other.ipynb")))
    assert (fault, desk.files.connections) == ("student", 0)
    assert "Hand in one" in message


@pytest.mark.parametrize("wrong", [{"size": len(CODE) + 1}, {"sha256_checksum": "A" * 43 + "="}])
def test_a_file_that_is_not_the_one_announced_is_fetched_again_later(desk: Desk, wrong: dict[str, Any]) -> None:
    desk.send(desk.said(asset(desk.files.url(), **wrong)))
    notice = desk.work()
    assert (notice.state, notice.fault, notice.token) == (JobState.OPEN, "service", None)
    assert "announced" in (notice.error_message or "")
    assert desk.world.submissions() == []


def test_a_file_of_which_nothing_is_announced_is_taken(desk: Desk) -> None:
    desk.send(desk.said({"url": desk.files.url(), "filename": "hw.py"}))
    assert desk.work().state is JobState.DONE


def test_a_file_that_is_announced_as_too_big_is_not_fetched(desk: Desk) -> None:
    fault, message = desk.refused(desk.said(asset(desk.files.url(), size=2**30)))
    assert (fault, desk.files.connections) == ("student", 0)
    assert "larger than 256 KiB" in message


def test_of_a_gigabyte_only_the_beginning_is_read(desk: Desk, serve: Serve) -> None:
    sent = 0

    def talk(connection: Any) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
        for _ in range(1024):
            connection.sendall(b"#" * 2**20)
            sent += 2**20

    fault, message = desk.refused(desk.said({"url": serve(talk).url(), "filename": "hw.py"}))
    assert fault == "student"
    assert "larger than 256 KiB" in message
    assert sent < 64 * 2**20


def test_a_host_that_hangs_is_left(desk: Desk, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "DEADLINE_S", 0.3)
    let_go = threading.Event()
    desk.send(desk.said(asset(serve(lambda _: let_go.wait(30) and None).url())))
    notice = desk.work()
    let_go.set()
    assert (notice.state, notice.error_kind) == (JobState.OPEN, "file_not_fetched")


def test_an_archive_is_not_opened(desk: Desk, serve: Serve) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("solution.py", b"#" * 2**27)
    url = serve(answer(packed.getvalue())).url()
    fault, message = desk.refused(desk.said(asset(url, packed.getvalue())))
    assert fault == "student"
    assert "zip archive" in message


def test_a_file_that_the_form_would_refuse_is_refused_with_its_words(desk: Desk, serve: Serve) -> None:
    url = serve(answer(b"def forward(x:\n")).url()
    fault, message = desk.refused(desk.said(asset(url, b"def forward(x:\n")))
    assert fault == "student"
    assert "is not valid Python" in message


def test_a_redirect_within_the_hosts_is_followed_without_the_bearer(desk: Desk, serve: Serve) -> None:
    desk.send(desk.said(asset(serve(redirect(desk.files.url("/real.py"))).url())))
    assert desk.work().state is JobState.DONE
    assert "bearer" not in desk.files.requests[0].lower()


def test_a_redirect_to_another_host_is_not_followed(desk: Desk, serve: Serve) -> None:
    elsewhere = desk.files.url("/hw.py", host="localhost")
    fault, message = desk.refused(desk.said(asset(serve(redirect(elsewhere)).url())))
    assert (fault, desk.files.connections) == ("author", 0)
    assert "host from which no files are taken" in message


def test_a_private_address_is_not_asked_unless_a_setting_says_so(desk: Desk) -> None:
    desk.send()
    desk.settings = desk.settings.__class__(**vars(desk.settings) | {"webhooks_to_private": False})
    notice = desk.work()
    assert (notice.state, notice.fault, desk.files.connections) == (JobState.FAILED, "author", 0)
    assert "private network" in (notice.error_message or "")


def test_a_host_that_fails_is_asked_again_for_a_day(desk: Desk, serve: Serve) -> None:
    desk.send(desk.said(asset(serve(answer(b"", "503 Service Unavailable")).url())))
    waits = []
    for _ in PAUSES:
        notice = desk.work()
        assert (notice.state, notice.error_message) == (JobState.OPEN, "It answered with 503.")
        waits.append(notice.due - utc_now())
    assert timedelta(hours=23) < sum(waits, timedelta()) <= timedelta(days=1.1)
    assert all(wait < Notice.FARTHEST for wait in waits)
    notice = desk.work()
    assert (notice.state, notice.fault, notice.tries) == (JobState.FAILED, "service", len(PAUSES) + 1)


def test_what_failed_can_be_tried_again(desk: Desk) -> None:
    desk.send(desk.said(asset(desk.files.url(), size=2**30)))
    desk.work()
    with desk.world.sessions.begin() as session:
        failed = session.get_one(Notice, desk.notices()[0].id)
        failed.body = {**failed.body, "assets": [{**failed.body["assets"][0], "size": len(CODE)}]}
        notices.try_again(session, desk.world.instructor, desk.world.course.id, failed.id)
    notice = desk.work()
    assert (notice.state, notice.tries, notice.fault, notice.error_message) == (JobState.DONE, 1, None, None)


def test_what_failed_is_tried_again_when_it_is_announced_again(desk: Desk) -> None:
    desk.send(desk.said(activity={"id": "gone"}))
    assert desk.work().state is JobState.FAILED
    desk.send(desk.said(), "msg_2")
    assert desk.work().state is JobState.DONE
    assert len(desk.notices()) == 1


def test_what_was_refused_is_not_tried_again_by_itself(desk: Desk) -> None:
    desk.send(desk.said(asset(desk.files.url(), filename="hw.txt")))
    desk.work()
    desk.send(message_id="msg_2")
    assert desk.notices()[0].state is JobState.FAILED


def test_a_lease_is_good_for_one_submission(desk: Desk) -> None:
    desk.send()
    lease = desk.lease()
    for _ in range(2):
        Fetching(desk.world.sessions, desk.settings)(lease, NEVER)
    assert (len(desk.world.submissions()), len(desk.files.requests)) == (1, 1)


def test_who_has_lost_the_lease_while_fetching_writes_nothing(desk: Desk, serve: Serve) -> None:
    def talk(connection: Any) -> None:
        if len(seen) == 0:
            seen.append(desk.lease(token="new"))
        connection.sendall(answer(CODE))

    seen: list[Any] = []
    desk.send(desk.said(asset(serve(talk).url())))
    Fetching(desk.world.sessions, desk.settings)(desk.lease(token="old"), NEVER)
    [notice] = desk.notices()
    assert (notice.state, notice.token, desk.world.submissions()) == (JobState.OPEN, "new", [])
    Fetching(desk.world.sessions, desk.settings)(seen[0], NEVER)
    assert desk.notices()[0].state is JobState.DONE
    assert len(desk.world.submissions()) == 1


def test_an_assignment_that_is_being_mended_is_waited_for(desk: Desk) -> None:
    with desk.world.sessions.begin() as session:
        session.get_one(LineItem, desk.world.item.id).problem = "It is broken."
    desk.send()
    notice = desk.work()
    assert (notice.state, notice.fault) == (JobState.OPEN, "service")
    assert "mended" in (notice.error_message or "")


def test_the_folder_of_uploads_stays_empty(desk: Desk, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    desk.send(desk.said(asset(desk.files.url(), filename="../../../../../../tmp/x/hw.py")))
    desk.work()
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before and "grader.db" not in path.name] == []
