"""A stored submission is graded once, whatever process dies."""

import time
from collections import Counter
from pathlib import Path

import docker
import psutil
from sqlalchemy import func, select

from grader.db.models import GradeEvent, JobState, LineItem, Run, Submission
from grader.db.queries import people
from grader.sandbox.docker import LABEL_FOLDER
from grader.sandbox.folders import is_held
from grader.services import accounts, submissions
from grader.settings import ROOT
from tests.end_to_end.conftest import Application

STUDENTS = 6


def submit_for_students(application: Application) -> None:
    """Hand in for some students, through the service that the form and the API call."""
    code = application.join_link.rsplit("/", 1)[1]
    content = (ROOT / "reference" / "backprop.py").read_bytes()
    for number in range(STUDENTS):
        with application.sessions().begin() as session:
            user = accounts.register(session, code, f"Student {number}", f"s{number}@example.org", "a long password")
            line_item = session.scalars(select(LineItem).where(LineItem.assignment == "backprop")).one()
            assert people.enrolment(session, user.id, line_item.course_id)
            submissions.submit(session, user, line_item.id, content, max_kib=256)


def wait_until_running(application: Application) -> None:
    """Wait until a run has begun, so that what is killed is in the middle of something."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with application.sessions()() as session:
            if session.scalar(
                select(func.count()).select_from(Run).where(Run.started_at.is_not(None), Run.state == JobState.OPEN)
            ):
                time.sleep(0.5)
                return
        time.sleep(0.05)
    raise AssertionError("nothing ran")


def assert_each_graded_once(application: Application) -> None:
    """See that every submission has one run, one grade event and full marks, and is still a first attempt."""
    with application.sessions()() as session:
        events = session.scalars(select(GradeEvent)).all()
        assert Counter(event.student_id for event in events) == dict.fromkeys((event.student_id for event in events), 1)
        assert [event.score for event in events] == [100] * STUDENTS
        assert session.scalar(select(func.count()).select_from(Run)) == STUDENTS
        assert session.scalars(select(Submission.attempt)).all() == [1] * STUDENTS


def orphaned_exams() -> list[psutil.Process]:
    """Return the exam processes of this machine whose worker has died."""
    exams = [each for each in psutil.process_iter(["cmdline", "ppid"]) if "grader.exam" in (each.info["cmdline"] or [])]
    return [exam for exam in exams if exam.info["ppid"] == 1]


def orphaned_containers() -> list[str]:
    """Return the folders of containers on this machine whose worker has died."""
    client = docker.from_env()
    try:
        found = client.containers.list(all=True, filters={"label": LABEL_FOLDER}, ignore_removed=True)
        return [folder for each in found if not is_held(Path(folder := each.labels[LABEL_FOLDER]))]
    finally:
        client.close()


def test_a_power_cut_in_the_middle_costs_nothing(application: Application) -> None:
    submit_for_students(application)
    wait_until_running(application)
    application.kill()
    application.start()
    application.wait_until_graded()
    assert_each_graded_once(application)
    assert application.stop() == 0
    assert orphaned_containers() == []
    assert orphaned_exams() == []


def test_a_killed_server_process_is_replaced_and_finishes_the_work(application: Application) -> None:
    submit_for_students(application)
    wait_until_running(application)
    for process in application.family()[1:]:
        process.kill()
    application.wait_until_graded()
    assert_each_graded_once(application)


def test_a_stop_in_the_middle_leaves_the_rest_for_the_next_start(application: Application) -> None:
    submit_for_students(application)
    wait_until_running(application)
    assert application.stop() == 0
    application.start()
    application.wait_until_graded()
    assert_each_graded_once(application)
