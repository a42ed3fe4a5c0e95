"""A fault that is not the student's never becomes a zero."""

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import docker
import psutil
import pytest

from grader.domain.scoring import Outcome
from grader.exam.report import Report
from grader.grading import Grader
from grader.sandbox.docker import LABEL_FOLDER

SLOW = "import time\ndef double(x):\n    time.sleep(1.5)\n    return 2 * x\ndef half(x): return 0.0, {}\n"


def grade_and_meanwhile(grader: Grader, act: Callable[[], None]) -> Report:
    """Grade a slow submission; do *act* while its first test runs."""

    def wait_and_act() -> None:
        end = time.monotonic() + 20
        while not exam_processes() and time.monotonic() < end:
            time.sleep(0.02)
        time.sleep(1)
        act()

    thread = threading.Thread(target=wait_and_act)
    thread.start()
    try:
        return grader.grade("tiny", SLOW.encode(), seed=1)
    finally:
        thread.join()


def exam_processes() -> list[psutil.Process]:
    """Return the exams that run: the children of the processes that prepare them."""
    prepared = [child for child in psutil.Process().children() if "grader.exam" in child.cmdline()]
    return [exam for process in prepared for exam in process.children()]


def test_a_lost_exam_process_is_our_fault(grader: Grader) -> None:
    report = grade_and_meanwhile(grader, lambda: exam_processes()[0].send_signal(signal.SIGKILL))
    assert report.error is not None
    assert (report.error.fault, report.score) == ("service", None)


def test_a_lost_container_is_our_fault(grader: Grader) -> None:
    def kill() -> None:
        label = f"{LABEL_FOLDER}={grader.prepare().boxes.folder}"
        for container in docker.from_env().containers.list(filters={"label": label}):
            container.kill()

    report = grade_and_meanwhile(grader, kill)
    assert report.error is not None
    assert (report.error.fault, report.score) == ("service", None)


def test_a_cancelled_run_has_no_score_and_ends_soon(grader: Grader) -> None:
    cancelled = threading.Event()
    threading.Timer(1, cancelled.set).start()
    start = time.monotonic()
    report = grader.grade("tiny", SLOW.encode(), 1, cancelled)
    assert time.monotonic() - start < 3
    assert (report.score, exam_processes()) == (None, [])


def test_what_finished_before_the_end_of_the_runs_time_counts(grader: Grader, exams: Path) -> None:
    toml = exams / "assignments" / "tiny" / "assignment.toml"
    toml.write_text(toml.read_text().replace("run_timeout_s = 30", "run_timeout_s = 2"))
    report = grader.grade("tiny", SLOW.encode(), seed=1)
    assert report.error is None
    assert [test.outcome for test in report.tests] == [
        Outcome.PASSED,
        Outcome.TIMED_OUT,
        Outcome.NOT_RUN,
        Outcome.NOT_RUN,
    ]
    assert report.score == 20
    assert all("2 s" in test.message for test in report.tests[1:])


def test_the_start_of_another_container_does_not_count_as_the_students_time(grader: Grader) -> None:
    slow_start = (
        "import os, time\ntime.sleep(1.5)\ndef double(x): os._exit(0)\n"
        "def half(x):\n    time.sleep(1)\n    return float((x / 2).sum()), {'half': x / 2}\n"
    )
    report = grader.grade("tiny", slow_start.encode(), seed=1)
    assert [test.message for test in report.tests if test.criterion == "half"] == ["", ""]
    assert report.score == 60


def test_a_hidden_test_that_never_ends_is_its_authors_fault(grader: Grader, exams: Path) -> None:
    toml = exams / "assignments" / "tiny" / "assignment.toml"
    toml.write_text(toml.read_text().replace("test_timeout_s = 5", "test_timeout_s = 0.5"))
    test = exams / "assignments" / "tiny" / "tests" / "test_tiny.py"
    test.write_text(test.read_text().replace("    x = rng.normal(size=4)", "    while True: pass"))
    report = grader.grade("tiny", (exams / "reference" / "tiny.py").read_bytes(), seed=1)
    assert report.error is not None
    assert (report.error.fault, report.score) == ("author", None)
    assert "test_half_can_be_added" in report.error.message


def test_an_exam_knows_no_secret_of_the_environment(
    grader: Grader, exams: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    test = exams / "assignments" / "tiny" / "tests" / "test_tiny.py"
    spy = "    import os\n    assert 'SECRET_KEY' not in os.environ, 'told'\n    x = rng.normal(size=4)"
    test.write_text(test.read_text().replace("    x = rng.normal(size=4)", spy))
    assert os.environ["SECRET_KEY"] == "hush"
    assert grader.grade("tiny", (exams / "reference" / "tiny.py").read_bytes(), seed=1).score == 100


def test_a_run_is_repeated_exactly_by_its_seed(grader: Grader) -> None:
    wrong = b"def double(x): return 2 * x + x[0] * 1e-3\ndef half(x): return 0.0, {}\n"
    first, again, other = (grader.grade("tiny", wrong, seed).tests[1].message for seed in (1, 1, 2))
    assert first == again != other
