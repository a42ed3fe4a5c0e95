"""An archive has everything that was handed in, byte for byte, and nothing that its reader may not see."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, Comment, Extension, GradeEvent, LineItem, Role, Run, Submission, User, utc_now
from grader.domain.gradebook import EventKind
from grader.domain.visibility import Shown
from grader.errors import GraderError, NotAllowed, NotFound
from grader.exam.report import Report
from grader.services import audit, courses, grades, personal_data, results, submissions
from grader.services.audit import Action
from tests.conftest import School
from tests.web.reports import PARTLY, TAUGHT, broken

PRIVATE = "between us staff"
Files = dict[str, bytes]


@pytest.fixture
def ada(school: School) -> User:
    return school.ada


def hand_in(sessions: sessionmaker[Session], student: User, item: LineItem, content: bytes, *reports: Report) -> int:
    """Hand in and grade, once for each report; return the id."""
    with sessions.begin() as session:
        stored = submissions.submit(session, student, item.id, content, max_kib=256).id
    for number, report in enumerate(reports):
        with sessions.begin() as session:
            if number:
                session.add(Run(submission_id=stored))
                session.flush()
            run = session.scalars(select(Run).where(Run.submission_id == stored).order_by(Run.id.desc())).first()
            assert run
            run.token = "t"
            session.flush()
            assert grades.record(session, run.id, "t", report, utc_now())
    return stored


def unpack(sessions: sessionmaker[Session], actor: User, of: tuple[int, int] | None = None) -> Files:
    """Return the files of one's own archive, or of that *of* a course and a student in it."""
    with sessions.begin() as session:
        now = utc_now()
        asked = personal_data.of_student(session, actor, *of, now) if of else personal_data.own(session, actor, now)
    with sessions() as session, personal_data.archive(session, asked) as made, ZipFile(made) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def data_of(files: Files) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(files["data.json"])
    return data


def everything(files: Files) -> bytes:
    return b"\n".join(files.values())


def test_every_attempt_is_in_it_byte_for_byte(sessions: sessionmaker[Session], school: School) -> None:
    contents = [f"x = {number}\r\n# Grüße\n".encode() for number in range(23)]
    for content in contents:
        hand_in(sessions, school.ada, school.line_item, content, PARTLY)
    for files, prefix in (
        (unpack(sessions, school.ada), f"course-{school.course.id}/"),
        (unpack(sessions, school.instructor, (school.course.id, school.ada.id)), ""),
    ):
        assert [files[f"{prefix}attempts/loss/{n}/solution.py"] for n in range(1, 24)] == contents
        assert files[f"{prefix}attempts/loss/23/log.txt"] == b"loss 0.5\nloss 0.25\n"
        data = data_of(files)
        assert [each["attempt"] for each in data["attempts"]] == list(range(1, 24))
        assert data["attempts"][0]["runs"][0]["score"] == 20
        assert data["attempts"][0]["runs"][0]["tests"][1]["message"].startswith("y: expected shape (3, 1)")
        assert data["assignments"][0]["result"]["score"] == 20
        assert len(data["assignments"][0]["grade_events"]) == 23
        assert data["account"]["email"] == "ada@example.org"
        assert (data["courses"][0]["title"], data["courses"][0]["role"]) == ("Networks", "student")


def test_every_key_is_explained_in_the_readme(sessions: sessionmaker[Session], school: School) -> None:
    hand_in(sessions, school.ada, school.line_item, b"x = 1", TAUGHT)
    files = unpack(sessions, school.ada)
    told, data = files["README.txt"].decode(), data_of(files)
    assert data["format"] == 1
    keys = {*data, *data["assignments"][0], *data["courses"][0]} | {*data["attempts"][0]}
    assert [key for key in keys if not re.search(rf"\b{key}\b", told)] == []


def test_pictures_are_files_and_times_are_in_utc(sessions: sessionmaker[Session], school: School) -> None:
    hand_in(sessions, school.ada, school.line_item, b"x = 1", TAUGHT)
    files = unpack(sessions, school.ada)
    pictures = [name for name in files if name.endswith(".svg")]
    assert len(pictures) == 6
    assert all(files[name].startswith(b"<svg xmlns=") for name in pictures)
    assert data_of(files)["attempts"][0]["received_at"].endswith("+00:00")


def test_an_earlier_run_keeps_its_own_log(sessions: sessionmaker[Session], school: School) -> None:
    reports = [replace(PARTLY, log="first"), replace(PARTLY, log="second")]
    hand_in(sessions, school.ada, school.line_item, b"x = 1", *reports)
    files = unpack(sessions, school.instructor, (school.course.id, school.ada.id))
    assert (files["attempts/loss/1/run-1/log.txt"], files["attempts/loss/1/log.txt"]) == (b"first", b"second")


@pytest.fixture
def private(sessions: sessionmaker[Session], school: School) -> int:
    """Have a graded attempt with all that staff keep for themselves; return its id."""
    stored = hand_in(sessions, school.ada, school.line_item, b"x = 1", PARTLY)
    with sessions.begin() as session:
        where: dict[str, Any] = {"line_item_id": school.line_item.id, "student_id": school.ada.id}
        session.add(Extension(**where, reason=PRIVATE))
        by_hand = {"kind": EventKind.OVERRIDDEN, "score": Decimal(77), "actor_id": school.instructor.id}
        session.add(GradeEvent(**where, **by_hand, reason=PRIVATE))
        for action in (Action.VIEWED_COMPARISON, Action.VIEWED_SUBMISSION):
            noted = f"beside that of Ben: {PRIVATE}"
            audit.note(session, school.instructor, school.course.id, action, noted, student_id=school.ada.id)
        trial = {"is_trial": True, "log": f"trial {PRIVATE}", "seed": 987654321}
        session.add(Run(submission_id=stored, **trial))
        session.add(Comment(submission_id=stored, author_id=school.instructor.id, line=1, text="Well done."))
        results.refresh(session, school.line_item.id, school.ada.id)
    return stored


@pytest.mark.usefixtures("private")
def test_ones_own_archive_has_no_word_that_staff_keep_for_themselves(
    sessions: sessionmaker[Session], school: School
) -> None:
    files = unpack(sessions, school.ada)
    assert PRIVATE.encode() not in everything(files)
    for hidden in (b"Ben", b"comparison", b"987654321", b"test_x.py", b"trial"):
        assert hidden not in files["data.json"]
    data = data_of(files)
    assert [each["action"] for each in data["courses"][0]["audit"]] == ["viewed_submission"]
    assert [each["score"] for each in data["assignments"][0]["grade_events"]] == [20, 77]
    assert len(data["attempts"][0]["runs"]) == 1
    assert data["attempts"][0]["comments"][0]["text"] == "Well done."


@pytest.mark.usefixtures("private")
def test_an_instructors_archive_has_reasons_trials_and_who_saw_what(
    sessions: sessionmaker[Session], school: School
) -> None:
    data = data_of(unpack(sessions, school.instructor, (school.course.id, school.ada.id)))
    assert data["assignments"][0]["extension"]["reason"] == PRIVATE
    assert data["assignments"][0]["grade_events"][1]["reason"] == PRIVATE
    assert [run["is_trial"] for run in data["attempts"][0]["runs"]] == [False, True]
    seen = data["courses"][0]["audit"]
    assert [(each["by"], each["action"]) for each in seen] == [
        ("Ida", "viewed_comparison"),
        ("Ida", "viewed_submission"),
        ("Ida", "exported_student"),
    ]


@pytest.mark.usefixtures("private")
def test_what_is_not_published_is_not_in_ones_own_archive(sessions: sessionmaker[Session], school: School) -> None:
    def own(**rules: Any) -> Files:
        with sessions.begin() as session:
            session.execute(update(LineItem).values(are_scores_shown=True, tests_shown=Shown.FULL))
            session.execute(update(LineItem).values(rules))
        return unpack(sessions, school.ada)

    hidden = own(are_scores_shown=False)
    for word in (b'"score"', b'"points"', b"passed", b"expected shape", b"loss 0.5", b"earned"):
        assert word not in everything(hidden).replace(hidden["README.txt"], b""), word
    assert hidden[f"course-{school.course.id}/attempts/loss/1/solution.py"] == b"x = 1"
    counted = own(tests_shown=Shown.COUNTED)
    for word in (b"expected shape", b"The output is right.", b"loss 0.5"):
        assert word not in everything(counted)
    assert data_of(counted)["attempts"][0]["runs"][0]["criteria"] == [
        {"criterion": "forward", "passed": 1, "tests": 2, "points": 20},
        {"criterion": "gradient", "passed": 0, "tests": 1, "points": 0},
    ]
    closed = utc_now() - timedelta(days=1)
    assert b"loss 0.5" not in everything(own(tests_shown=Shown.AFTER_CLOSE, due_at=None))
    assert b"loss 0.5" in everything(own(tests_shown=Shown.AFTER_CLOSE, due_at=closed))
    unpublished = own(is_published=False)
    assert data_of(unpublished)["attempts"] == data_of(unpublished)["assignments"] == []
    with sessions.begin() as session:
        session.execute(update(LineItem).values(are_scores_shown=False, tests_shown=Shown.COUNTED))
    assert b"loss 0.5" in everything(unpack(sessions, school.instructor, (school.course.id, school.ada.id)))


def test_a_fault_of_ours_is_told_as_on_the_page(sessions: sessionmaker[Session], school: School) -> None:
    hand_in(sessions, school.ada, school.line_item, b"x = 1", broken("author", "author_error", "test_x.py:3: KeyError"))
    hand_in(sessions, school.ada, school.line_item, b"x = 2", broken("student", "syntax_error", "line 4: return ("))
    data = unpack(sessions, school.ada)["data.json"]
    assert b"KeyError" not in data
    assert b"The grader failed, not you." in data
    assert b"line 4: return (" in data


def test_an_erased_attempt_has_no_file(sessions: sessionmaker[Session], school: School) -> None:
    stored = hand_in(sessions, school.ada, school.line_item, b"x = 1", PARTLY)
    with sessions.begin() as session:
        emptied = {"content": b"", "digest": "", "erased_at": utc_now()}
        session.execute(update(Submission).where(Submission.id == stored).values(emptied))
    files = unpack(sessions, school.ada)
    assert not any(name.endswith("solution.py") for name in files)
    assert data_of(files)["attempts"][0]["erased_at"]


def test_nobody_elses_data_is_in_it(sessions: sessionmaker[Session], school: School) -> None:
    hand_in(sessions, school.ada, school.line_item, b"x = 'of ada'", PARTLY)
    hand_in(sessions, school.ben, school.line_item, b"x = 'of ben'", PARTLY)
    files = unpack(sessions, school.ada)
    assert b"of ben" not in everything(files)
    assert b"Ben" not in everything(files)
    with sessions.begin() as session:
        elsewhere = courses.create_course(session, "Elsewhere")
        courses.enrol(session, school.ada, elsewhere, Role.STUDENT)
        other = courses.open_assignment(session, elsewhere, "loss", "Other")
    hand_in(sessions, school.ada, other, b"x = 'elsewhere'")
    assert b"lsewhere" not in everything(unpack(sessions, school.instructor, (school.course.id, school.ada.id)))
    own = unpack(sessions, school.ada)
    assert own[f"course-{elsewhere.id}/attempts/loss/1/solution.py"] == b"x = 'elsewhere'"
    assert own[f"course-{school.course.id}/attempts/loss/1/solution.py"] == b"x = 'of ada'"


@pytest.mark.parametrize(("who", "error"), [("ada", NotAllowed), ("assistant", NotAllowed), ("stranger", NotFound)])
def test_only_an_instructor_gets_a_students_data_and_it_is_written_down(
    sessions: sessionmaker[Session], school: School, who: str, error: type[GraderError]
) -> None:
    with sessions.begin() as session:
        some = {"ada": school.ada} | {name: User(name=name, email=name) for name in ("assistant", "stranger")}
        session.add_all(some.values())
        session.flush()
        courses.enrol(session, some["assistant"], school.course, Role.ASSISTANT)
    for asked in (school.ada.id, some["stranger"].id, 2**40):
        with pytest.raises(error):
            unpack(sessions, some[who], (school.course.id, asked))
    for missing in (some["stranger"].id, 2**40):
        with pytest.raises(NotFound):
            unpack(sessions, school.instructor, (school.course.id, missing))
    unpack(sessions, school.instructor, (school.course.id, school.ada.id))
    with sessions() as session:
        noted = session.scalars(select(AuditEvent)).all()
        assert [(each.actor_id, each.action, each.student_id) for each in noted] == [
            (school.instructor.id, "exported_student", school.ada.id)
        ]
