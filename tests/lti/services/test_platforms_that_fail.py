"""What a platform may answer in place of taking a grade, and what follows."""

import threading
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from grader.db.models import JobState, utc_now
from tests.conftest import SQLITE_ONLY
from tests.lti.services.conftest import Desk
from tests.lti.services.platform import Answer, Asked


@SQLITE_ONLY
def test_an_outage_of_a_day_ends_with_the_newest_grade(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("", lambda _: Answer(500))] * 1000
    desk.grade(desk.school.ada, "40")
    start = desk.now
    tries = desk.until(start + timedelta(hours=24))
    assert 8 <= tries <= 10
    row = desk.row()
    assert (row.state, row.tries, row.sent_at) == (JobState.OPEN, 0, None)
    assert "500 Internal Server Error" in row.last_error
    desk.grade(desk.school.ada, "90")
    desk.platform.instead = []
    desk.until(start + timedelta(hours=48))
    assert desk.platform.grade("sub-ada") == 90
    assert (desk.row().state, desk.row().last_error) == (JobState.DONE, "")


@SQLITE_ONLY
def test_while_a_platform_does_not_answer_it_is_asked_for_one_student_at_a_time(desk: Desk) -> None:
    desk.link()
    desk.know(desk.school.ben)
    desk.platform.instead = [("", lambda _: Answer(500))] * 3
    for student in (desk.school.ada, desk.school.ben):
        desk.grade(student, "60")
    assert desk.work() == 1, "the other one rests"
    start = desk.now
    assert desk.until(start + timedelta(minutes=4)) == 2, "the first one alone is tried again"
    desk.until(start + timedelta(minutes=20))
    assert [desk.platform.grade(f"sub-{name}") for name in ("ada", "ben")] == [60, 60]


@SQLITE_ONLY
def test_after_a_week_of_outage_it_is_given_up_and_the_score_here_stands(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: Answer(503))] * 1000
    desk.grade(desk.school.ada, "40")
    tries = desk.until(desk.now + timedelta(days=30))
    assert 18 <= tries <= 24
    assert desk.row().state is JobState.FAILED
    assert desk.score(desk.school.ada) == 40


def test_a_wish_to_be_left_alone_is_heard(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: Answer(429, headers={"Retry-After": "3600"}))]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert timedelta(hours=1) <= desk.row().due - desk.now <= timedelta(hours=1.1)
    desk.until(desk.now + timedelta(hours=2))
    assert desk.platform.grade("sub-ada") == 40


def test_a_wish_for_too_long_is_heard_for_half_a_day(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: Answer(503, headers={"Retry-After": "99999999999999"}))]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert timedelta(hours=12) <= desk.row().due - desk.now <= timedelta(hours=13.2)


def test_a_newer_grade_there_is_tried_against_once_and_then_told(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: Answer(409))] * 5
    desk.grade(desk.school.ada, "40")
    assert desk.until(desk.now + timedelta(days=1)) == 2
    row = desk.row()
    assert (row.state, row.last_error) == (JobState.FAILED, "The LMS says that it has a newer grade already.")
    first, second = [post.plain["timestamp"] for post in desk.platform.posts("/scores")]
    assert first < second


def test_a_refusal_is_believed_after_a_few_tries(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: Answer(403))] * 9
    desk.grade(desk.school.ada, "40")
    assert desk.until(desk.now + timedelta(days=1)) == 3
    row = desk.row()
    assert row.state is JobState.FAILED
    assert row.last_error == "The LMS does not let us write this grade: it answered with 403 Forbidden."


def test_a_refusal_amid_an_outage_is_not_believed_at_once(desk: Desk) -> None:
    desk.link()
    codes = iter((500, 502, 500, 404, 503))
    desk.platform.instead = [("/scores", lambda _: Answer(next(codes)))] * 5
    desk.grade(desk.school.ada, "40")
    assert desk.until(desk.now + timedelta(days=1)) == 6
    assert desk.platform.grade("sub-ada") == 40


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(302, headers={"Location": "http://169.254.169.254/"}), "does not let us write this grade"),
        (Answer(200, b"x" * 2**21, {"Content-Length": str(10**9)}), "It answered with more than 1,048,576 bytes."),
    ],
)
def test_what_is_no_success_is_not_taken_for_one(desk: Desk, answer: Answer, words: str) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: answer)]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert words in desk.row().last_error
    assert desk.row().sent_at is None
    assert {each.path.rsplit("/", 1)[1] for each in desk.platform.asked} == {"token", "scores"}


def test_a_platform_that_hangs_is_tried_again(desk: Desk) -> None:
    desk.link()
    release = threading.Event()

    def hang(_: Asked) -> None:
        release.wait(20)

    desk.passing_back._limits = replace(desk.passing_back._limits, deadline_s=0.2)
    desk.platform.instead = [("/scores", hang)]
    desk.grade(desk.school.ada, "40")
    desk.work()
    release.set()
    assert desk.row().state is JobState.OPEN
    assert "It did not answer within" in desk.row().last_error


def test_a_platform_in_a_private_network_is_asked_only_if_a_setting_says_so(desk: Desk) -> None:
    desk.settings = replace(desk.settings, lms_in_private=False)
    desk.__post_init__()
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.until(desk.now + timedelta(days=1))
    assert "private network" in desk.row().last_error
    assert (desk.row().state, desk.platform.asked) == (JobState.FAILED, [])


def test_a_wish_may_be_a_date(desk: Desk) -> None:
    desk.link()
    date = format_datetime(utc_now() + timedelta(hours=2), usegmt=True)
    desk.platform.instead = [("/scores", lambda _: Answer(503, headers={"Retry-After": date}))]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert timedelta(hours=1.9) <= desk.row().due - desk.now <= timedelta(hours=2.3)
