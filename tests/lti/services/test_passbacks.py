"""Grades reach the gradebook of a platform, whatever it answers, and only the newest counts."""

import threading
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from grader.db.models import JobState, Passback, Platform, Submission, utc_now
from grader.domain.passing_back import Failure, Score
from grader.jobs import leases
from grader.services import overrides, regrades
from grader.services.lti import passbacks
from tests.lti.services.conftest import LEASE, Desk
from tests.lti.services.platform import Answer, Asked


def test_a_grade_reaches_the_platform(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "87.5")
    assert desk.work() == 1
    assert desk.platform.grade("sub-ada") == 87.5
    row = desk.row()
    assert (row.state, row.sent_at, row.last_error) == (JobState.DONE, desk.now, "")
    assert row.sent_score == Decimal("87.5")
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


def test_two_changes_in_one_second_arrive_in_their_order(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.work()
    desk.grade(desk.school.ada, "60")
    desk.now += timedelta(milliseconds=1)
    desk.age()
    desk.once()
    assert desk.platform.grade("sub-ada") == 60
    first, second = [datetime.fromisoformat(post.plain["timestamp"]) for post in desk.platform.posts("/scores")]
    assert second - first >= timedelta(seconds=1)


def test_two_changes_before_the_first_is_sent_are_sent_as_one(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.grade(desk.school.ada, "60")
    assert desk.work() == 1
    assert desk.platform.grade("sub-ada") == 60


def test_a_change_while_the_score_is_on_its_way_is_sent_after_it(desk: Desk) -> None:
    desk.link()

    def change(asked: Asked) -> Answer:
        desk.grade(desk.school.ada, "95")
        return desk.platform._say(asked)

    desk.platform.instead = [("/scores", change)]
    desk.grade(desk.school.ada, "40")
    assert desk.work() == 2
    assert [post.plain["scoreGiven"] for post in desk.platform.posts("/scores")] == [40, 95]
    assert desk.platform.grade("sub-ada") == 95


def test_a_launch_while_the_score_is_on_its_way_sends_it_no_second_time(desk: Desk) -> None:
    desk.link()

    def launch(asked: Asked) -> Answer:
        with desk.sessions.begin() as session:
            desk.want(session, desk.school.ada)
        return desk.platform._say(asked)

    desk.platform.instead = [("/scores", launch)]
    desk.grade(desk.school.ada, "40")
    assert desk.work() == 1
    assert (desk.row().state, desk.platform.grade("sub-ada")) == (JobState.DONE, 40)


def test_a_process_that_dies_after_the_platform_has_it_sends_it_again(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.die_before_writing()
    assert desk.platform.grade("sub-ada") == 40
    assert desk.row().sent_at is None
    desk.now += LEASE + timedelta(milliseconds=1)
    desk.work()
    first, second = [post.plain["timestamp"] for post in desk.platform.posts("/scores")]
    assert first < second
    assert (desk.row().state, desk.row().last_error) == (JobState.DONE, "")


def test_who_lost_the_lease_writes_nothing(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    row = desk.row()
    failure = Failure("refused", "no")
    score = Score("sub-ada", Decimal(1), desk.now, None)
    with desk.sessions.begin() as session:
        assert passbacks.write(session, row.id, "old", desk.now) is None
        assert not passbacks.taken(session, row.id, "old", score, desk.now)
        assert passbacks.failed(session, row.id, "old", failure, desk.now) == "lease_lost"
    assert desk.row().state is JobState.OPEN


def test_a_score_that_is_lifted_is_taken_back(desk: Desk) -> None:
    desk.link()
    desk.override(desk.school.ada, "77")
    desk.work()
    assert desk.platform.grade("sub-ada") == 77
    desk.lift(desk.school.ada)
    desk.work()
    post = desk.platform.posts("/scores")[-1].plain
    assert {"scoreGiven", "scoreMaximum"}.isdisjoint(post)
    assert post["gradingProgress"] == "FullyGraded"
    assert desk.platform.grade("sub-ada") is None
    assert (desk.row().state, desk.row().sent_score) == (JobState.DONE, None)


@pytest.mark.parametrize("name", ["is_published", "are_scores_shown"])
def test_what_students_do_not_see_is_not_sent(desk: Desk, name: str) -> None:
    desk.link()
    desk.set_rule(name, value=False)
    desk.override(desk.school.ada, "40")
    assert (desk.work(), desk.rows()) == (0, [])
    desk.set_rule(name, value=True)
    desk.work()
    assert desk.platform.grade("sub-ada") == 40
    desk.set_rule(name, value=False)
    desk.override(desk.school.ada, "90")
    desk.work()
    assert desk.platform.grade("sub-ada") == 40


def test_what_is_hidden_while_it_waits_is_not_sent(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.set_rule("are_scores_shown", value=False)
    assert (desk.work(), desk.platform.asked) == (0, [])
    desk.set_rule("are_scores_shown", value=True)
    assert desk.work() == 1
    assert desk.platform.grade("sub-ada") == 40


def test_what_is_hidden_at_the_last_moment_is_not_sent(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    with desk.sessions.begin() as session:
        (lease,) = leases.take(session, Passback, window=1, until=utc_now() + LEASE, now=utc_now())
    desk.set_rule("are_scores_shown", value=False)
    assert desk.passing_back(lease, threading.Event()) is None
    assert (desk.row().state, desk.row().token, desk.platform.asked) == (JobState.OPEN, None, [])


def test_a_platform_that_is_retired_is_sent_nothing(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    with desk.sessions.begin() as session:
        session.execute(update(Platform).values(retired_at=utc_now()))
    desk.work()
    assert desk.platform.asked == []
    desk.grade(desk.school.ada, "90")
    assert desk.work() == 0


def test_a_regrade_that_is_applied_sends_the_new_score_and_one_that_is_undone_the_old(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.work()
    with desk.sessions.begin() as session:
        every = session.scalars(select(Submission.id)).all()
        regrade_id = regrades.start(session, desk.school.instructor, desk.school.line_item.id, every, "A mistake.").id
    desk.finish_run("65")
    assert desk.work() == 0  # on trial
    with desk.sessions.begin() as session:
        regrades.apply(session, desk.school.instructor, regrade_id, utc_now())
    desk.work()
    assert desk.platform.grade("sub-ada") == 65
    with desk.sessions.begin() as session:
        regrades.undo(session, desk.school.instructor, regrade_id, utc_now())
    desk.work()
    assert desk.platform.grade("sub-ada") == 40


def test_a_transaction_that_comes_to_nothing_sends_nothing(desk: Desk) -> None:
    desk.link()
    with desk.sessions() as session:
        at = desk.school.instructor, desk.school.line_item.id, desk.school.ada.id
        overrides.override(session, *at, score=Decimal(10), reason="by hand")
        assert len(session.scalars(select(Passback)).all()) == 1
        session.rollback()
    assert (desk.work(), desk.rows()) == (0, [])
