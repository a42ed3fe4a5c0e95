"""Nothing of an erased student is left in any table, and their scores count as before."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import (
    AuditEvent,
    Comment,
    Enrolment,
    Extension,
    GradeEvent,
    JobState,
    Result,
    Role,
    Run,
    SignInLink,
    SimilarityReport,
    SimilarPair,
    Submission,
    User,
    utc_now,
)
from grader.db.queries import people
from grader.domain.alike import Alike
from grader.errors import GraderError, NotAllowed, NotFound, Refused
from grader.services import audit, courses, erasure, grades, similarity
from grader.services.audit import Action
from tests.services.erasing import CODE, EMAIL, NAME, REPORT, SECRETS, SOURCE, Class, dump, found, full_class


@pytest.fixture
def room(sessions: sessionmaker[Session]) -> Class:
    return full_class(sessions)


def test_nothing_of_an_erased_student_is_in_any_table(room: Class, engine: Engine) -> None:
    assert found(engine) == SECRETS, "or this test looks in the wrong places"
    digest = room.graded.digest
    stand_in = room.erase()
    assert found(engine) == []
    assert digest not in dump(engine)
    with room.sessions() as session:
        assert session.scalar(select(func.count()).select_from(SignInLink)) == 0
        assert session.scalar(select(func.count()).select_from(SimilarPair)) == 0
        zoe = session.get_one(User, room.zoe.id)
        assert (zoe.name, zoe.email) == (f"Erased student {zoe.id}", f"erased-{zoe.id}@invalid")
        assert (zoe.password_hash, zoe.time_zone) == (None, None)
        comment = session.scalars(select(Comment)).one()
        assert comment.text == f"Is this {stand_in.name}'s? Or {stand_in.name}?"


def test_scores_and_counts_stay_and_belong_to_a_stand_in(room: Class) -> None:
    with room.sessions() as session:
        before = session.scalars(select(Result.score).where(Result.student_id == room.zoe.id)).all()
        tests = session.execute(text("SELECT name, outcome, points, misconceptions FROM run_tests")).all()
    stand_in = room.erase()
    with room.sessions() as session:
        result = session.scalars(select(Result).where(Result.student_id == stand_in.id)).one()
        assert ([result.score], result.attempts, result.is_overridden) == (before, 2, True)
        assert session.execute(text("SELECT name, outcome, points, misconceptions FROM run_tests")).all() == tests
        assert people.role(session, stand_in.id, room.course.id) is Role.STUDENT
        for model in (Submission, GradeEvent, Extension, Result, AuditEvent):
            assert session.scalars(select(model).where(model.student_id == room.zoe.id)).all() == []
        kept = session.scalars(select(Submission).where(Submission.student_id == stand_in.id)).all()
        assert [bool(each.erased_at) for each in kept] == [True, True]
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "erased_student")).one()
        assert (noted.target, noted.student_id, noted.actor_id) == (stand_in.name, stand_in.id, room.teacher.id)


def test_a_second_erasure_finds_nothing(room: Class, engine: Engine) -> None:
    stand_in = room.erase()
    before = dump(engine)
    with pytest.raises(NotFound):
        room.erase()
    with pytest.raises(Refused, match="erased already"):
        room.erase(user_id=stand_in.id, email=stand_in.email)
    assert dump(engine) == before


def test_who_is_in_another_course_loses_only_this_one(room: Class, engine: Engine) -> None:
    with room.sessions.begin() as session:
        elsewhere = courses.create_course(session, "Elsewhere")
        courses.enrol(session, room.zoe, elsewhere, Role.STUDENT)
        other = courses.open_assignment(session, elsewhere, "tiny", "Other")
    there = room.submit(room.zoe, SOURCE, other)
    room.erase()
    with room.sessions() as session:
        zoe = session.get_one(User, room.zoe.id)
        assert (zoe.name, zoe.email, zoe.erased_at) == (NAME, EMAIL, None)
        assert zoe.password_hash
        assert people.role(session, zoe.id, room.course.id) is None
        assert people.role(session, zoe.id, elsewhere.id) is Role.STUDENT
        assert session.get_one(Submission, there.id).student_id == zoe.id
    assert set(found(engine)) == {NAME, EMAIL, CODE}, "what is of the other course"


@pytest.mark.parametrize("trace", ["work", "acts"])
def test_who_has_left_another_course_in_which_something_is_theirs_keeps_the_account(room: Class, trace: str) -> None:
    with room.sessions.begin() as session:
        elsewhere = courses.create_course(session, "Elsewhere")
        if trace == "acts":
            audit.note(session, room.zoe, elsewhere.id, Action.COMMENTED, "x")
        else:
            item = courses.open_assignment(session, elsewhere, "tiny", "Other")
            where = {"line_item_id": item.id, "student_id": room.zoe.id}
            session.add(Submission(**where, attempt=1, content=b"", digest=""))
    room.erase()
    with room.sessions() as session:
        assert session.get_one(User, room.zoe.id).name == NAME


def test_who_has_left_the_course_can_be_erased(room: Class, engine: Engine) -> None:
    with room.sessions.begin() as session:
        session.delete(session.scalars(select(Enrolment).where(Enrolment.user_id == room.zoe.id)).one())
    stand_in = room.erase()
    assert found(engine) == []
    with room.sessions() as session:
        assert people.role(session, stand_in.id, room.course.id) is None


def test_a_run_that_ends_while_its_submission_is_erased_writes_nothing_back(room: Class, engine: Engine) -> None:
    run_id = room.lease(room.waiting)
    room.erase()
    before = dump(engine)
    assert not room.record(run_id, REPORT)
    assert dump(engine) == before
    with room.sessions() as session:
        run = session.get_one(Run, run_id)
        assert (run.state, run.token, run.score) == (JobState.FAILED, None, None)


def test_a_comparison_that_ends_after_the_erasure_keeps_no_pair_of_theirs(room: Class) -> None:
    with room.sessions.begin() as session:
        report = similarity.ask(session, room.teacher, room.item.id)
        session.execute(update(SimilarityReport).where(SimilarityReport.id == report.id).values(token="t"))
    alike = Alike(room.graded.id, room.graded.id + 1, 1, 1, ())
    room.erase()
    with room.sessions.begin() as session:
        assert similarity.store(session, report.id, "t", [alike], compared=2, now=utc_now())
        assert session.scalars(select(SimilarPair)).all() == []


def test_an_erased_attempt_is_not_graded_again(room: Class) -> None:
    room.erase()
    with pytest.raises(Refused, match="deleted"), room.sessions.begin() as session:
        grades.grade_again(session, room.teacher, room.waiting.id)


def test_an_open_tab_of_the_erased_student_hands_nothing_in(room: Class) -> None:
    room.erase()
    with pytest.raises(NotFound):
        room.submit(room.zoe, SOURCE + b"##")


def test_the_preview_counts_what_goes_and_changes_nothing(room: Class, engine: Engine) -> None:
    before = dump(engine)
    with room.sessions() as session:
        shown = erasure.preview(session, room.teacher, room.course.id, room.zoe.id)
    extent = shown.extent
    assert (extent.attempts, extent.emptied, extent.open_runs, extent.comments, extent.pairs) == (2, 0, 1, 1, 1)
    assert (extent.extensions, extent.grade_events, extent.audit_events, extent.is_elsewhere) == (1, 2, 1, False)
    assert shown.mentions == 2
    assert dump(engine) == before


@pytest.mark.parametrize(
    ("who", "changed", "error"),
    [
        ("teacher", {"email": "ben@example.org"}, Refused),
        ("teacher", {"email": ""}, Refused),
        ("teacher", {"user_id": 2**40}, NotFound),
        ("teacher", {"user_id": 1}, Refused),
        ("zoe", {}, NotAllowed),
        ("assistant", {}, NotAllowed),
        ("stranger", {}, NotFound),
    ],
)
def test_only_an_instructor_who_knows_whom_they_mean_erases(
    room: Class, engine: Engine, who: str, changed: dict[str, Any], error: type[GraderError]
) -> None:
    with room.sessions.begin() as session:
        people_here = {"teacher": room.teacher, "zoe": room.zoe}
        for name in ("assistant", "stranger"):
            people_here[name] = User(name=name, email=f"{name}@example.org")
            session.add(people_here[name])
        session.flush()
        courses.enrol(session, people_here["assistant"], room.course, Role.ASSISTANT)
    before = dump(engine)
    with pytest.raises(error):
        room.erase(actor=people_here[who], **changed)
    assert dump(engine) == before


def test_a_result_that_is_being_written_is_waited_for_and_erased_as_well(room: Class, engine: Engine) -> None:
    run_id = room.lease(room.waiting)
    erasing = Thread(target=room.erase)
    with room.sessions.begin() as session:
        assert grades.record(session, run_id, "t", REPORT, utc_now())
        erasing.start()
        erasing.join(0.2)
        assert erasing.is_alive()
    erasing.join()
    assert found(engine) == []


def test_who_comes_while_an_erasure_is_under_way_comes_too_late(room: Class, engine: Engine) -> None:
    run_id = room.lease(room.waiting)
    ends: list[object] = []

    def try_to(act: Callable[[], object]) -> None:
        try:
            ends.append(act())
        except GraderError as error:
            ends.append(type(error))

    acts: list[Callable[[], object]] = [
        lambda: room.record(run_id, REPORT),
        lambda: room.submit(room.zoe, SOURCE + b"##"),
        room.erase,
    ]
    threads = [Thread(target=try_to, args=[act]) for act in acts]
    with room.sessions.begin() as session:
        erasure.erase(session, room.teacher, room.course.id, room.zoe.id, email=EMAIL, now=utc_now())
        for thread in threads:
            thread.start()
        threads[0].join(0.2)
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join()
    assert sorted(map(str, ends)) == sorted(map(str, [False, NotFound, NotFound]))
    assert found(engine) == []
    with room.sessions() as session:
        assert session.scalar(select(func.count()).where(User.name.startswith("Erased"))) == 2, "Zoë and one stand-in"
