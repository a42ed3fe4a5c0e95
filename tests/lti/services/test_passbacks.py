"""Grades reach the gradebook of a platform, whatever it answers, and only the newest counts."""

from datetime import timedelta

import pytest

from grader.db.models import JobState
from tests.lti.services.conftest import Desk
from tests.lti.services.platform import Answer

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_grade_reaches_the_platform(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "87.5")
    assert desk.work() == 1
    assert desk.platform.grade("sub-ada") == 87.5
    row = desk.row()
    assert (row.state, row.sent_score, row.sent_at, row.last_error) == (JobState.DONE, 87.5, desk.now, "")
    [post] = desk.platform.posts("/scores")
    score = post.plain
    assert {name: score[name] for name in score if name not in ("timestamp", "submission")} == {
        "userId": "sub-ada",
        "scoreGiven": 87.5,
        "scoreMaximum": 100.0,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
    }
    assert score["timestamp"].endswith("Z")
    assert score["submission"]["submittedAt"].endswith("Z")


def test_who_never_came_from_the_platform_is_not_told_to_it(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ben, "50")
    assert (desk.work(), desk.rows()) == (0, [])


def test_who_comes_later_has_the_grade_sent_then_and_only_once(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ben, "50")
    desk.know(desk.school.ben)
    for _ in range(2):
        with desk.sessions.begin() as session:
            desk.want(session, desk.school.ben)
        desk.work()
    assert len(desk.platform.posts("/scores")) == 1


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
