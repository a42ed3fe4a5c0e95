"""What is told of: at its moment, in the transaction that does it, once, without a name."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    Context,
    Deployment,
    Identity,
    LineItem,
    Message,
    Platform,
    PostedGrade,
    Result,
    utc_now,
)
from grader.domain.gradebook import Counting
from grader.services import extensions, grades, line_items, overrides, regrades
from grader.services.submissions import submit
from tests.conftest import SQLITE_ONLY, School
from tests.webhooks.conftest import ALL, FAULT, Desk, Sessions, worth


def last(desk: Desk) -> dict[str, Any]:
    """Return the body of the newest message."""
    body: dict[str, Any] = json.loads(desk.messages()[-1].body)
    return body


def change(desk: Desk, **values: Any) -> None:
    """Change rules of the line item, as its settings page does."""
    with desk.sessions.begin() as session:
        item = session.get_one(LineItem, desk.school.line_item.id)
        before = line_items.rules_of(item)
        rules = type(before)(**{**vars(before), **values})
        line_items.change(session, desk.school.instructor, item.id, rules, line_items.version_of(before))


def scores(desk: Desk) -> list[tuple[str, float | None]]:
    """Return the type of each message about a grade, and its score."""
    told = [json.loads(message.body) for message in desk.messages() if message.type.startswith("grade.")]
    return [(each["type"], each["data"]["score"].get("scoreGiven")) for each in told]


def test_what_comes_and_what_it_is_worth_is_told_in_this_order(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("40"))
    assert desk.types() == ["submission.received", "submission.graded", "grade.posted"]
    desk.hand_in(report=worth("60"))
    assert desk.types()[3:] == ["submission.received", "submission.graded", "grade.updated"]


@SQLITE_ONLY
def test_an_attempt_that_changes_no_score_updates_no_grade(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("60"))
    desk.hand_in(report=worth("40"))
    assert scores(desk) == [("grade.posted", 60)]


@SQLITE_ONLY
def test_two_clicks_are_told_once(desk: Desk) -> None:
    desk.endpoint()
    for _ in range(2):
        with desk.sessions.begin() as session:
            submit(session, desk.school.ada, desk.school.line_item.id, b"x = 1\n", 16)
    assert desk.types() == ["submission.received"]


@SQLITE_ONLY
def test_what_is_undone_is_not_told(desk: Desk) -> None:
    desk.endpoint()
    run_id = desk.hand_in()
    with desk.sessions() as session:
        grades.record(session, run_id, "", worth("40"), utc_now())
        submit(session, desk.school.ben, desk.school.line_item.id, b"x = 1\n", 16)
        assert len(session.scalars(select(Message)).all()) == 2
        session.rollback()
    assert desk.types() == ["submission.received"]


@SQLITE_ONLY
def test_the_exams_fault_is_told_as_a_failure_without_its_words(desk: Desk) -> None:
    desk.endpoint()
    run_id = desk.hand_in(report=FAULT)
    assert desk.types() == ["submission.received", "submission.failed"]
    assert last(desk)["data"] == {
        "course": {"id": 1},
        "assignment": {"id": 1, "name": "loss"},
        "user": {"id": desk.school.ada.id},
        "submission": {"id": 1, "attempt": 1},
        "run": {"id": run_id},
        "fault": "author",
    }


@SQLITE_ONLY
def test_an_endpoint_is_told_only_what_it_wants_and_other_courses_nothing(desk: Desk) -> None:
    desk.endpoint(events=["grade.posted"])
    desk.endpoint(events=["submission.received", "grade.posted"])
    desk.hand_in(report=worth("40"))
    told = [(message.endpoint_id, message.type) for message in desk.messages()]
    assert told == [(2, "submission.received"), (1, "grade.posted"), (2, "grade.posted")]


@SQLITE_ONLY
def test_a_grade_is_a_score_as_lti_has_it(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("87.5"))
    told = last(desk)
    at = told["data"]["score"].pop("timestamp")
    assert told["timestamp"].endswith("Z")
    assert at.endswith("Z")
    assert told["data"] == {
        "course": {"id": 1},
        "assignment": {"id": 1, "name": "loss"},
        "user": {"id": desk.school.ada.id},
        "attempt": 1,
        "score": {
            "scoreGiven": 87.5,
            "scoreMaximum": 100,
            "activityProgress": "Completed",
            "gradingProgress": "FullyGraded",
        },
    }


@SQLITE_ONLY
def test_a_score_names_the_student_as_the_courses_platform_does_and_no_other(desk: Desk) -> None:
    with desk.sessions.begin() as session:
        urls = {"auth_login_url": "x", "auth_token_url": "x", "key_set_url": "x"}
        platform = Platform(name="LMS", issuer="https://lms.example", client_id="1", **urls)
        session.add(platform)
        session.flush()
        deployment = Deployment(platform_id=platform.id, deployment_id="1")
        session.add(deployment)
        session.flush()
        session.add(Context(deployment_id=deployment.id, context_id="c", course_id=desk.school.course.id))
        session.add(Identity(issuer="https://elsewhere.example", subject="wrong", user_id=desk.school.ada.id))
        session.add(Identity(issuer="https://lms.example", subject="u-17", user_id=desk.school.ada.id))
    desk.endpoint(events=["grade.posted"])
    desk.hand_in(report=worth("40"))
    assert last(desk)["data"]["score"]["userId"] == "u-17"
    desk.hand_in(desk.school.ben, worth("40"))
    assert "userId" not in last(desk)["data"]["score"]


@SQLITE_ONLY
def test_no_name_address_or_code_is_told(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("40"))
    desk.hand_in(report=FAULT)
    whole = " ".join(message.body for message in desk.messages())
    for secret in ("Ada", "ada@", "x = 1", "broken", "Networks"):
        assert secret not in whole
    assert all(len(message.body) < 20_000 for message in desk.messages())


def test_scores_set_by_hand_and_lifted_are_told(desk: Desk) -> None:
    desk.endpoint(events=["grade.posted", "grade.updated"])
    who = desk.school.instructor, desk.school.line_item.id, desk.school.ada.id
    with desk.sessions.begin() as session:
        overrides.override(session, *who, score=Decimal("70"), reason="Oral exam.")
    with desk.sessions.begin() as session:
        overrides.lift(session, *who, reason="A mistake.")
    assert scores(desk) == [("grade.posted", 70), ("grade.updated", None)]
    assert last(desk)["data"]["score"]["gradingProgress"] == "Pending"
    desk.hand_in(report=worth("40"))
    assert scores(desk)[2:] == [("grade.updated", 40)]


def test_two_scores_of_a_cell_are_a_second_apart(desk: Desk) -> None:
    desk.endpoint(events=["grade.posted", "grade.updated"])
    for score in ("40", "50", "60"):
        desk.hand_in(report=worth(score))
    told = [json.loads(message.body)["data"]["score"]["timestamp"] for message in desk.messages()]
    assert len({at[:19] for at in told}) == 3
    assert told == sorted(told)


def test_a_regrade_is_told_when_it_is_applied_and_when_it_is_undone(desk: Desk) -> None:
    desk.endpoint(events=[*ALL])
    desk.hand_in(report=worth("40"))
    desk.hand_in(desk.school.ben, worth("50"))
    before = len(desk.messages())
    with desk.sessions.begin() as session:
        made = regrades.start(session, desk.school.instructor, desk.school.line_item.id, [1, 2], "A test was wrong.")
    for run_id, score in ((3, "45"), (4, "50")):
        desk.grade(run_id, worth(score))
    assert len(desk.messages()) == before
    with desk.sessions.begin() as session:
        regrades.apply(session, desk.school.instructor, made.id, utc_now())
    assert scores(desk)[2:] == [("grade.updated", 45)]
    with desk.sessions.begin() as session:
        regrades.undo(session, desk.school.instructor, made.id, utc_now())
    assert scores(desk)[3:] == [("grade.updated", 40)]


@SQLITE_ONLY
def test_a_trial_that_fails_is_not_told(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("40"))
    with desk.sessions.begin() as session:
        regrades.start(session, desk.school.instructor, desk.school.line_item.id, [1], "A test was wrong.")
    desk.grade(2, FAULT)
    assert "submission.failed" not in desk.types()


@SQLITE_ONLY
def test_nothing_is_told_of_grades_that_students_do_not_see_until_they_do(desk: Desk) -> None:
    desk.endpoint()
    change(desk, are_scores_shown=False)
    desk.hand_in(report=worth("40"))
    desk.hand_in(desk.school.ben, worth("50"))
    assert scores(desk) == []
    change(desk, are_scores_shown=True)
    assert scores(desk) == [("grade.posted", 40), ("grade.posted", 50)]


@SQLITE_ONLY
def test_what_was_told_stands_while_scores_are_hidden_and_only_changes_are_told_after_it(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("40"))
    desk.hand_in(desk.school.ben, worth("50"))
    change(desk, is_published=False)
    with desk.sessions.begin() as session:
        who = desk.school.instructor, desk.school.line_item.id, desk.school.ben.id
        overrides.override(session, *who, score=Decimal("55"), reason="Oral exam.")
    assert len(scores(desk)) == 2
    change(desk, is_published=True)
    assert scores(desk)[2:] == [("grade.updated", 55)]


@SQLITE_ONLY
def test_another_rule_of_what_counts_and_an_extension_are_told(desk: Desk) -> None:
    desk.endpoint()
    desk.hand_in(report=worth("60"))
    desk.hand_in(report=worth("40"))
    change(desk, counting=Counting.LATEST)
    assert scores(desk)[1:] == [("grade.updated", 40)]
    now = utc_now().replace(microsecond=0)
    earlier, later = now - timedelta(days=2), now + timedelta(days=2)
    change(desk, due_at=earlier, closes_at=later, late_percent_per_day=30)
    assert scores(desk)[2:] == [("grade.updated", 4)]
    with desk.sessions.begin() as session:
        who = desk.school.instructor, desk.school.line_item.id, desk.school.ada.id
        extensions.grant(session, *who, extensions.Grant(later, 0, "Ill."))
    assert scores(desk)[3:] == [("grade.updated", 40)]


@SQLITE_ONLY
def test_what_is_told_is_known_though_nobody_listens(desk: Desk, sessions: sessionmaker[Session]) -> None:
    desk.hand_in(report=worth("40"))
    with sessions() as session:
        assert session.scalars(select(PostedGrade.score)).all() == [Decimal(40)]
    desk.endpoint()
    desk.hand_in(report=worth("50"))
    assert scores(desk) == [("grade.updated", 50)]


def test_cells_of_a_whole_class_are_written_anew_and_only_those_that_changed_are_told(
    desk: Desk, school: School, sessions: Sessions
) -> None:
    desk.endpoint(events=["grade.posted", "grade.updated"])
    desk.hand_in(school.ada, worth("40"))
    desk.hand_in(school.ada, worth("30"))
    desk.hand_in(school.ben, worth("50"))
    change(desk, counting=Counting.LATEST)
    assert scores(desk) == [("grade.posted", 40), ("grade.posted", 50), ("grade.updated", 30)]
    with sessions() as session:
        assert session.scalars(select(Result.score).order_by(Result.student_id)).all() == [Decimal(30), Decimal(50)]


@SQLITE_ONLY
def test_where_nobody_listens_little_is_asked_of_the_database(desk: Desk, engine: Engine) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.extend(table for table in ("webhook_endpoints", "posted_grades") if table in statement)

    event.listen(engine, "before_cursor_execute", note)
    run_id = desk.hand_in()
    assert asked == ["webhook_endpoints"]
    asked.clear()
    desk.grade(run_id, worth("40"))
    assert asked == ["webhook_endpoints", "posted_grades", "posted_grades", "webhook_endpoints"]
