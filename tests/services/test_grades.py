"""Results: written once, by the newest lease only, and never a zero for what is not the student's fault."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import AuditEvent, GradeEvent, JobState, Run, RunTest, utc_now
from grader.db.queries import attempts, gradebook
from grader.domain.scoring import Outcome
from grader.errors import Fault, NotAllowed, NotFound, Refused
from grader.exam.figures import Figure
from grader.exam.report import Explanation, Problem, Report, TestResult
from grader.services import grades
from grader.services.submissions import submit
from tests.conftest import School

TOKEN = "a" * 32
PASSED = TestResult("test_a", "Adds", "gradient", Outcome.PASSED, Decimal("33.34"), Decimal("33.34"), "", 0.5)
FIGURE = Figure("Loss", "It falls.", "<svg/>", ("epoch", "loss"), (("1", "0.5"), ("2", "0.25")))
FAILED = replace(PASSED, name="test_b", outcome=Outcome.FAILED, points=Decimal(0), max_points=Decimal("66.66"))
FAILED = replace(FAILED, misconceptions=("mean", "sum"), figures=(FIGURE,))
MEAN = Explanation("mean", "You took the mean.", "It is $1/K$.", converges=True)
REPORT = Report("loss", seed=2**48 - 1, tests=(PASSED, FAILED), explanations=(MEAN,), log="hello\n")


@pytest.fixture
def run_id(sessions: sessionmaker[Session], school: School) -> int:
    """Return a run of Ada's that is leased with TOKEN."""
    with sessions.begin() as session:
        (run,) = submit(session, school.ada, school.line_item.id, b"x = 1\n", 16).runs
        run.token = TOKEN
        return run.id


def record(sessions: sessionmaker[Session], run_id: int, report: Report = REPORT, token: str = TOKEN) -> bool:
    """Record *report* in a transaction."""
    with sessions.begin() as session:
        return grades.record(session, run_id, token, report, utc_now())


def kept(sessions: sessionmaker[Session], run_id: int) -> Run:
    """Return the run as stored."""
    with sessions() as session:
        run = attempts.run(session, run_id)
    assert run is not None
    return run


def count(sessions: sessionmaker[Session], model: type[GradeEvent | RunTest]) -> int:
    """Return how many rows a table has."""
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_report_becomes_a_grade(sessions: sessionmaker[Session], school: School, run_id: int) -> None:
    assert record(sessions, run_id)
    run = kept(sessions, run_id)
    assert (run.state, run.score, run.seed, run.log) == (JobState.DONE, Decimal("33.34"), 2**48 - 1, "hello\n")
    assert (run.token, run.fault) == (None, None)
    assert run.finished_at is not None
    assert [(test.name, test.outcome, test.points, test.misconceptions) for test in run.tests] == [
        ("test_a", Outcome.PASSED, Decimal("33.34"), []),
        ("test_b", Outcome.FAILED, Decimal(0), ["mean", "sum"]),
    ]
    assert [Figure.from_json(figure) for figure in run.tests[1].figures] == [FIGURE]
    assert [(each.misconception, each.title, each.text, each.converges) for each in run.mistakes] == [
        ("mean", "You took the mean.", "It is $1/K$.", True)
    ]
    with sessions() as session:
        assert gradebook.overview(session, school.ada.id)[0].standing.score == Decimal("33.34")
        event = session.scalars(select(GradeEvent)).one()
        assert (event.student_id, event.attempt, event.at) == (school.ada.id, 1, run.finished_at)


def test_a_lost_lease_writes_nothing(sessions: sessionmaker[Session], run_id: int) -> None:
    assert not record(sessions, run_id, token="b" * 32)
    assert kept(sessions, run_id).state is JobState.OPEN
    assert (count(sessions, GradeEvent), count(sessions, RunTest)) == (0, 0)


def test_a_result_is_written_once(sessions: sessionmaker[Session], run_id: int) -> None:
    assert record(sessions, run_id)
    assert not record(sessions, run_id)
    assert (count(sessions, GradeEvent), count(sessions, RunTest)) == (1, 2)


def test_a_submission_that_cannot_run_scores_zero(sessions: sessionmaker[Session], run_id: int) -> None:
    problem = Problem("student", "syntax_error", "Line 3 is not Python.")
    assert record(sessions, run_id, Report("loss", 1, error=problem))
    run = kept(sessions, run_id)
    assert (run.state, run.score, run.fault, run.error_kind) == (JobState.DONE, Decimal(0), "student", "syntax_error")
    assert run.error_message == "Line 3 is not Python."
    assert count(sessions, GradeEvent) == 1


@pytest.mark.parametrize("fault", ["author", "service"])
def test_another_fault_is_nobodys_zero(
    sessions: sessionmaker[Session], school: School, run_id: int, fault: Fault
) -> None:
    assert record(sessions, run_id, Report("loss", 1, tests=(PASSED,), error=Problem(fault, "Broken", "why")))
    run = kept(sessions, run_id)
    assert (run.state, run.score, run.fault, run.error_message) == (JobState.FAILED, None, fault, "why")
    assert len(run.tests) == 1
    assert count(sessions, GradeEvent) == 0
    with sessions() as session:
        standing = gradebook.overview(session, school.ada.id)[0].standing
    assert (standing.score, standing.attempts) == (None, 1)


def test_what_code_prints_cannot_break_the_database(sessions: sessionmaker[Session], run_id: int) -> None:
    vile = "a\x00b\ud800c\x1b[31m" + "x" * 300_000
    test = TestResult("n" * 400, "t" * 600, "c", Outcome.FAILED, Decimal(0), Decimal(1), vile)
    assert record(sessions, run_id, Report("loss", 1, tests=(test,), log=vile))
    run = kept(sessions, run_id)
    assert run.log.startswith("abc[31mxxx")
    assert len(run.tests[0].message) <= grades.MESSAGE_LENGTH


LOST = Report("loss", 1, error=Problem("service", "sandbox_lost", "gone"))


def test_what_could_not_be_graded_is_graded_again_as_the_same_attempt(
    sessions: sessionmaker[Session], school: School, run_id: int
) -> None:
    record(sessions, run_id, LOST)
    submission_id = kept(sessions, run_id).submission_id
    with sessions.begin() as session:
        again = grades.grade_again(session, school.instructor, submission_id)
        again.token = TOKEN
        assert again.priority > kept(sessions, run_id).priority
        assert again.owner == f"user:{school.ada.id}"
    with sessions.begin() as session:
        assert grades.grade_again(session, school.instructor, submission_id).id == again.id
    record(sessions, again.id, Report("loss", 1, tests=(PASSED, PASSED)))
    with sessions() as session:
        standing = gradebook.overview(session, school.ada.id)[0].standing
        events = session.scalars(select(AuditEvent)).all()
    assert (standing.score, standing.attempts) == (Decimal("66.68"), 1)
    assert [(event.action, event.actor_id, event.student_id, event.target) for event in events] == [
        ("graded_again", school.instructor.id, school.ada.id, "Losses, attempt 1")
    ]


def test_what_has_a_score_is_not_simply_graded_again(
    sessions: sessionmaker[Session], school: School, run_id: int
) -> None:
    record(sessions, run_id)
    with pytest.raises(Refused, match="what would change"), sessions.begin() as session:
        grades.grade_again(session, school.instructor, kept(sessions, run_id).submission_id)


def test_students_grade_nothing(sessions: sessionmaker[Session], school: School, run_id: int) -> None:
    submission_id = kept(sessions, run_id).submission_id
    with pytest.raises(NotAllowed), sessions.begin() as session:
        grades.grade_again(session, school.ada, submission_id)
    with pytest.raises(NotFound), sessions.begin() as session:
        grades.grade_again(session, school.instructor, 999)


def test_a_regrade_s_trial_changes_no_grade(sessions: sessionmaker[Session], school: School, run_id: int) -> None:
    record(sessions, run_id)
    with sessions.begin() as session:
        trial = Run(submission_id=kept(sessions, run_id).submission_id, is_trial=True, token=TOKEN)
        session.add(trial)
    assert record(sessions, trial.id, Report("loss", 1, tests=(PASSED, PASSED)))
    with sessions() as session:
        standing = gradebook.overview(session, school.ada.id)[0].standing
    assert standing.score == Decimal("33.34")
    assert standing.latest is not None
    assert standing.latest.id == run_id
    assert kept(sessions, trial.id).score == Decimal("66.68")
