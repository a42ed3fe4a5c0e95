"""From a report to a grade: the one place where a result is written."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from grader.db.models import GradeEvent, JobState, Run, RunMistake, RunTest, Submission, User
from grader.domain.traces import plain
from grader.exam.report import Explanation, Report, TestResult
from grader.services.access import require_staff, see_submission

GRADER_FAILED = "The grader failed, not you. This costs you no points. Your instructor can see what went wrong."
"""What a student reads of a run whose fault is not theirs; the message in the run itself is for staff."""

REGRADE = 5
"""Priority of a run that nobody sits and waits for."""
LOG_LENGTH = 200_000
MESSAGE_LENGTH = 20_000


def record(session: Session, run_id: int, token: str, report: Report, now: datetime) -> bool:
    """Write *report* as the result of a run; False, and nothing is written, when *token* is not its newest lease.

    A report without a score, by a fault of the author or ours, fails the run: no grade event, nobody's zero.
    """
    state = JobState.FAILED if report.score is None else JobState.DONE
    newest = update(Run).where(Run.id == run_id, Run.token == token, Run.state == JobState.OPEN)
    ended = newest.values(state=state, token=None, finished_at=now, **_result(report)).returning(Run.submission_id)
    submission_id = session.scalar(ended, execution_options={"synchronize_session": False})
    if submission_id is None:
        return False
    session.add_all(_run_test(run_id, position, test) for position, test in enumerate(report.tests))
    session.add_all(_run_mistake(run_id, position, each) for position, each in enumerate(report.explanations))
    if report.score is not None:
        session.add(_grade_event(session.get_one(Submission, submission_id), run_id, report.score, now))
    session.flush()
    return True


def regrade(session: Session, actor: User, submission_id: int) -> Run:
    """Return a new run of a submission; the one that is still open, if there is one.

    Raises:
        NotFound: the actor may not see the submission, or it does not exist.
        NotAllowed: it is the actor's own.

    """
    submission = see_submission(session, actor, submission_id)
    require_staff(session, actor, submission.line_item.course_id)
    for run in submission.runs:
        if run.state is JobState.OPEN:
            return run
    run = Run(submission_id=submission.id, priority=REGRADE, owner=f"user:{submission.student_id}")
    session.add(run)
    session.flush()
    return run


def _result(report: Report) -> dict[str, Any]:
    """Return the columns of a run that *report* fills."""
    problem = report.error
    return {
        "seed": report.seed,
        "score": report.score,
        "log": plain(report.log, LOG_LENGTH),
        "fault": problem and problem.fault,
        "error_kind": problem and plain(problem.kind, 64),
        "error_message": problem and plain(problem.message, MESSAGE_LENGTH),
    }


def _grade_event(submission: Submission, run_id: int, score: Decimal, now: datetime) -> GradeEvent:
    return GradeEvent(
        line_item_id=submission.line_item_id,
        student_id=submission.student_id,
        run_id=run_id,
        attempt=submission.attempt,
        score=score,
        at=now,
    )


def _run_test(run_id: int, position: int, test: TestResult) -> RunTest:
    return RunTest(
        run_id=run_id,
        position=position,
        name=plain(test.name, 300),
        title=plain(test.title, 500),
        criterion=plain(test.criterion, 64),
        outcome=test.outcome,
        points=test.points,
        max_points=test.max_points,
        message=plain(test.message, MESSAGE_LENGTH),
        misconceptions=list(test.misconceptions),
        figures=[figure.to_json() for figure in test.figures],
        duration_s=test.duration_s,
    )


def _run_mistake(run_id: int, position: int, explanation: Explanation) -> RunMistake:
    return RunMistake(
        run_id=run_id,
        position=position,
        misconception=explanation.misconception,
        title=plain(explanation.title, 300),
        text=plain(explanation.text, MESSAGE_LENGTH),
        converges=explanation.converges,
    )
