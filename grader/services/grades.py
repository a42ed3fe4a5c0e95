"""From a report to a grade: the one place where a result is written."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, joinedload

from grader.db.models import GradeEvent, JobState, Run, RunMistake, RunTest, Submission, User
from grader.db.queries import forgetting
from grader.domain.traces import plain
from grader.errors import Refused
from grader.exam.collector import Progress
from grader.exam.report import Explanation, Report, TestResult
from grader.services import announcing, audit, reports, results
from grader.services.access import require_staff, see_submission
from grader.services.audit import Action

GRADER_FAILED = "The grader failed, not you. This costs you no points. Your instructor can see what went wrong."
"""What a student reads of a run whose fault is not theirs; the message in the run itself is for staff."""

AGAIN = 3
"""Priority of a run that nobody sits and waits for, but somebody misses."""
LOG_LENGTH = 200_000
MESSAGE_LENGTH = 20_000


def record(session: Session, run_id: int, token: str, report: Report, now: datetime) -> bool:
    """Write *report* as the result of a run; False, and nothing is written, when *token* is not its newest lease.

    A report without a score, by a fault of the author or ours, fails the run: no grade event, nobody's zero. Nor is
    there one for a regrade's trial.
    """
    state = JobState.FAILED if report.score is None else JobState.DONE
    newest = update(Run).where(Run.id == run_id, Run.token == token, Run.state == JobState.OPEN)
    ended = newest.values(state=state, token=None, finished_at=now, **_result(report)).returning(Run.id)
    if session.scalar(ended, execution_options={"synchronize_session": False}) is None:
        return False
    session.add_all(_run_test(run_id, position, test) for position, test in enumerate(report.tests))
    session.add_all(_run_mistake(run_id, position, each) for position, each in enumerate(report.explanations))
    run = session.get_one(Run, run_id, options=[joinedload(Run.submission)])
    if report.score is not None and not run.is_trial:
        session.add(graded(run.submission, run_id, report.score, now))
        announcing.graded(session, run.submission, run_id, report.score)
        results.refresh(session, run.submission.line_item_id, run.submission.student_id)
        reports.want(session, run.submission.line_item_id)
    elif report.score is None:
        announcing.failed(session, run)
    session.flush()
    return True


def given_up(session: Session, run_id: int) -> None:
    """Tell that a run is given up, in the transaction that does so."""
    whole = joinedload(Run.submission).joinedload(Submission.line_item)
    announcing.failed(session, session.get_one(Run, run_id, options=[whole], populate_existing=True))


def note_progress(session: Session, run_id: int, token: str, progress: Progress) -> bool:
    """Write how far the exam of a run is; False, and nothing is written, when *token* is not its newest lease."""
    newest = update(Run).where(Run.id == run_id, Run.token == token, Run.state == JobState.OPEN)
    how_far = {"progress_done": progress.done, "progress_total": progress.total}
    written = newest.values(progress_title=plain(progress.title, 500), **how_far).returning(Run.id)
    return session.scalar(written, execution_options={"synchronize_session": False}) is not None


def grade_again(session: Session, actor: User, submission_id: int) -> Run:
    """Return a new run of a submission that could not be graded; the one that is still open, if there is one.

    Raises:
        NotFound: the actor may not see the submission, or it does not exist.
        NotAllowed: the actor is no staff of its course.
        Refused: it has a score, for which there are regrades; or its file has been deleted.

    """
    submission, _ = see_submission(session, actor, submission_id)
    course = require_staff(session, actor, submission.line_item.course_id)
    newest = submission.shown_run
    if newest.state is JobState.OPEN:
        return newest
    if newest.state is JobState.DONE:
        raise Refused("This attempt has a score. Regrade it: you see what would change before it does.")
    if not forgetting.still_whole(session, [submission.id]):
        raise Refused("The file of this attempt has been deleted, so it cannot be graded again.")
    turn = {"priority": AGAIN, "owner": f"user:{submission.student_id}", "family": str(submission.line_item_id)}
    run = Run(submission_id=submission.id, **turn)
    session.add(run)
    audit.note(session, actor, course.id, Action.GRADED_AGAIN, submission.label, student_id=submission.student_id)
    session.flush()
    return run


def graded(submission: Submission, run_id: int, score: Decimal, now: datetime) -> GradeEvent:
    """Return the event that *run_id* gave *submission* this score."""
    return GradeEvent(
        line_item_id=submission.line_item_id,
        student_id=submission.student_id,
        run_id=run_id,
        attempt=submission.attempt,
        score=score,
        at=now,
    )


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
