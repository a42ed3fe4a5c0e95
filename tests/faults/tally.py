"""What became of what students were told is received."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from grader.db.models import GradeEvent, JobState, Result, Run, Submission, User
from grader.domain.gradebook import Event, fold
from tests.faults import files
from tests.faults.students import Told


@dataclass
class Tally:
    """Numbers for people; all of *wrong* have to be zero."""

    name: str
    numbers: dict[str, int] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)
    faults: Mapping[str, int] = field(default_factory=dict)

    def problems(self) -> dict[str, int]:
        """Return what is not as it has to be."""
        return {name: number for name, number in self.wrong.items() if number}

    def table(self) -> str:
        """Return it as Markdown."""
        rows = [("", self.name), *self.numbers.items(), *self.wrong.items(), *sorted(self.faults.items())]
        lines = [f"| {left} | {right} |" for left, right in rows]
        return "\n".join([lines[0], "|---|---:|", *lines[1:]])


@dataclass(frozen=True)
class Progress:
    """How many runs have ended, and how many not."""

    done: int
    open: int


def progress(session: Session, emails: list[str]) -> Progress:
    """Return how far the runs of some students are."""
    counted = select(Run.state, func.count()).join(Run.submission).join(Submission.student)
    rows = session.execute(counted.where(User.email.in_(emails)).group_by(Run.state))
    states = {row[0]: row[1] for row in rows}
    still_open = states.pop(JobState.OPEN, 0)
    return Progress(sum(states.values()), still_open)


def tally(name: str, session: Session, told: list[Told], attempts: int) -> Tally:
    """Compare what the database has with what students were told; each was to hand in *attempts* times."""
    mine = User.email.in_({each.email for each in told})
    stored = set(session.scalars(select(Submission.id).join(Submission.student).where(mine)))
    all_runs = session.scalars(select(Run).join(Run.submission).join(Submission.student).where(mine)).all()
    runs = {row.submission_id: row for row in all_runs}
    of_student = Counter(each.email for each in told)
    graded = Counter(session.scalars(select(GradeEvent.run_id)))
    kinds = {each.submission_id: each.kind for each in told}
    seen = [runs[number] for number in kinds if number in runs]
    done = [run for run in seen if run.state is JobState.DONE]
    return Tally(
        name,
        numbers={
            "submissions that students were told are received": len(told),
            "of these graded": len(done),
            "tries that were needed": sum(run.tries for run in seen),
            "most tries of a run": max((run.tries for run in seen), default=0),
        },
        wrong={
            "told twice": len(told) - len(kinds),
            "lost": len(kinds.keys() - stored) + len(kinds.keys() - runs.keys()),
            "stored, but nobody was told": len(stored - kinds.keys()),
            "stuck": sum(run.state is JobState.OPEN for run in seen),
            "given up": sum(run.state is JobState.FAILED for run in seen),
            "with another score than it has to have": sum(
                run.score != files.score(kinds[run.submission_id]) for run in done
            ),
            "with more than one run": len(all_runs) - len(runs),
            "graded twice in the gradebook": sum(number > 1 for number in graded.values()),
            "graded, but not in the gradebook": sum(graded[run.id] == 0 for run in done),
            "cells that are not what their events come to": _wrong_cells(session),
            "students with another number of attempts than they made": sum(
                _attempts_of(session, email) != list(range(1, attempts + 1)) for email in of_student
            ),
        },
    )


def _attempts_of(session: Session, email: str) -> list[int]:
    found = select(Submission.attempt).join(Submission.student).where(User.email == email)
    return list(session.scalars(found.order_by(Submission.attempt)))


def _wrong_cells(session: Session) -> int:
    """Fold the events of every student anew, and compare."""
    wrong = 0
    for cell in session.scalars(select(Result)):
        mine = GradeEvent.line_item_id == cell.line_item_id, GradeEvent.student_id == cell.student_id
        rows = session.scalars(select(GradeEvent).where(*mine).order_by(GradeEvent.id))
        events = [Event(row.kind, row.score, row.attempt, row.run_id) for row in rows]
        counted = fold(events, cell.line_item.counting, {})
        wrong += (cell.score, cell.counting_run_id) != (counted.score, counted.run_id)
    return wrong
