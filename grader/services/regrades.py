"""Regrades: a trial that changes nothing, then what it found is applied or not, and undone if need be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from grader.db.models import GradeEvent, JobState, LineItem, Regrade, RegradeState, Run, User
from grader.db.queries import people
from grader.db.queries import regrades as all_regrades
from grader.db.queries.regrades import Compared, Undone
from grader.domain.gradebook import EventKind
from grader.domain.regrading import Change
from grader.errors import NotFound, Refused
from grader.services import audit, reports, results
from grader.services.access import LAST_ID, require_instructor, staff_line_item
from grader.services.audit import Action
from grader.services.overrides import checked_reason

PRIORITY = 8
"""Below everything that somebody waits for."""
DISCARDED = {
    "fault": "service",
    "error_kind": "discarded",
    "error_message": "The regrade was discarded before this run had ended.",
}


@dataclass(frozen=True)
class Moved:
    """An attempt whose score became another one."""

    student_id: int
    attempt: int
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True)
class Told:
    """What was done, to be told."""

    changed: int = 0
    """Attempts whose score is another one now."""
    left_alone: int = 0
    """Attempts that something newer has graded."""


def find(session: Session, actor: User, regrade_id: int) -> Regrade:
    """Return a regrade, with its line item and course, to staff.

    Raises:
        NotFound: the actor is no staff of its course, or it does not exist.

    """
    found = all_regrades.regrade(session, regrade_id) if regrade_id <= LAST_ID else None
    role = people.role(session, actor.id, found.line_item.course_id) if found else None
    if found is None or role is None or not role.is_staff:
        raise NotFound("There is no such regrade, or it is not of your course.")
    return found


def start(session: Session, actor: User, line_item_id: int, submission_ids: Iterable[int], reason: str) -> Regrade:
    """Return a new regrade of these attempts, with its trial queued; those that cannot be regraded are left out.

    The same attempts for the same reason, while that trial is open, are the same regrade: somebody clicked twice.

    Raises:
        NotFound: the actor is not in the line item's course, or it does not exist.
        NotAllowed: the actor is no instructor.
        Refused: a reason is missing, or nothing of it can be regraded.

    """
    item = staff_line_item(session, actor, line_item_id, change=True)
    why = checked_reason(reason)
    results.take_turns(session, item.id)
    can = all_regrades.regradable(session, item)
    chosen = {each for each in submission_ids if each in can}
    if not chosen:
        raise Refused("There is nothing to regrade: choose attempts whose grading has ended.")
    for open_one in all_regrades.on_trial(session, item.id):
        is_same = (open_one.actor_id, open_one.reason) == (actor.id, why)
        if is_same and all_regrades.submission_ids(session, open_one.id) == chosen:
            return open_one
    made = Regrade(line_item_id=item.id, actor_id=actor.id, reason=why)
    session.add(made)
    session.flush()
    turn = {"priority": PRIORITY, "owner": f"regrade:{made.id}", "family": str(made.line_item_id)}
    run = {"regrade_id": made.id, "is_trial": True, **turn}
    session.execute(
        insert(Run), [{"submission_id": each, "turn": n, **run} for n, each in enumerate(sorted(chosen), 1)]
    )
    _note(session, actor, made, Action.STARTED_REGRADE, attempts=len(chosen))
    return made


def apply(session: Session, actor: User, regrade_id: int, now: datetime) -> Told:
    """Let the scores of a finished trial count; done before, it changes nothing.

    An attempt that has a newer run is left alone, one that failed in the trial keeps its score, and overrides stand.

    Raises:
        NotFound: the actor is no staff of its course, or it does not exist.
        NotAllowed: the actor is an assistant.
        Refused: runs of it are open, or it was undone or discarded.

    """
    found = _taking_turns(session, actor, regrade_id)
    if found.state is RegradeState.APPLIED:
        return Told()
    if found.state is RegradeState.UNDONE:
        raise Refused("This regrade has been ended. Start a new one: nothing is graded from memory.")
    if not all_regrades.summary(session, found).is_finished:
        raise Refused("This regrade is not finished. Wait until all its runs have ended, then apply what you see.")
    results.take_turns(session, found.line_item_id)
    rows = all_regrades.compared(session, found.id)
    taken = [row for row in rows if row.after is not None and not row.has_newer]
    _append(session, [_graded(found, actor, row, now) for row in taken])
    _mark(session, [row.run_id for row in taken], is_trial=False)
    found.state, found.applied_at = RegradeState.APPLIED, now
    moved = [
        Moved(row.student_id, row.attempt, row.before, row.after) for row in taken if row.change is not Change.SAME
    ]
    left_alone = sum(row.after is not None and row.has_newer for row in rows)
    return _finish(session, actor, found, Action.APPLIED_REGRADE, moved, left_alone=left_alone)


def undo(session: Session, actor: User, regrade_id: int, now: datetime) -> Told:
    """Give the attempts of an applied regrade the scores that they had before; done before, it changes nothing.

    Raises:
        NotFound: the actor is no staff of its course, or it does not exist.
        NotAllowed: the actor is an assistant.
        Refused: it was never applied.

    """
    found = _taking_turns(session, actor, regrade_id)
    if found.applied_at is None:
        raise Refused("This regrade has not been applied: there is nothing to undo.")
    if found.state is RegradeState.UNDONE:
        return Told()
    results.take_turns(session, found.line_item_id)
    rows = all_regrades.applied(session, found.id)
    scores = {row.run_id: row.after for row in all_regrades.compared(session, found.id)}
    back = [row for row in rows if row.standing_run_id == row.run_id]
    _append(session, [_restored(found, actor, row, now) for row in back])
    _mark(session, [row.run_id for row in rows], is_trial=True)
    found.state, found.undone_at = RegradeState.UNDONE, now
    moved = [Moved(row.student_id, row.attempt, scores[row.run_id], row.earlier_score) for row in back]
    moved = [each for each in moved if each.before != each.after]
    return _finish(session, actor, found, Action.UNDID_REGRADE, moved, left_alone=len(rows) - len(back))


def discard(session: Session, actor: User, regrade_id: int, now: datetime) -> None:
    """End a trial without any change; what of it still waits leaves the line.

    Raises:
        NotFound: the actor is no staff of its course, or it does not exist.
        NotAllowed: the actor is an assistant.
        Refused: it has been applied.

    """
    found = _taking_turns(session, actor, regrade_id)
    if found.applied_at is not None:
        raise Refused("This regrade has been applied. Undo it instead: every score is as before then.")
    if found.state is RegradeState.UNDONE:
        return
    ended = {"state": JobState.FAILED, "token": None, "finished_at": now, **DISCARDED}
    waiting = update(Run).where(Run.regrade_id == found.id, Run.state == JobState.OPEN).values(ended)
    session.execute(waiting, execution_options={"synchronize_session": False})
    found.state, found.undone_at = RegradeState.UNDONE, now
    _note(session, actor, found, Action.DISCARDED_REGRADE)


def _taking_turns(session: Session, actor: User, regrade_id: int) -> Regrade:
    """Return a regrade to an instructor; nobody else changes it until the end of the transaction."""
    found = find(session, actor, regrade_id)
    require_instructor(session, actor, found.line_item.course_id)
    return all_regrades.regrade(session, regrade_id, lock=True) or found


def _graded(found: Regrade, actor: User, row: Compared, now: datetime) -> dict[str, Any]:
    return {
        **_event(found, actor, row.student_id, row.attempt, now),
        "kind": EventKind.GRADED,
        "run_id": row.run_id,
        "score": row.after,
    }


def _restored(found: Regrade, actor: User, row: Undone, now: datetime) -> dict[str, Any]:
    return {
        **_event(found, actor, row.student_id, row.attempt, now),
        "kind": EventKind.LIFTED if row.earlier_run_id is None else EventKind.RESTORED,
        "run_id": row.earlier_run_id,
        "score": row.earlier_score,
    }


def _event(found: Regrade, actor: User, student_id: int, attempt: int, now: datetime) -> dict[str, Any]:
    whose = {"line_item_id": found.line_item_id, "student_id": student_id, "attempt": attempt}
    return {**whose, "actor_id": actor.id, "reason": found.reason, "at": now}


def _append(session: Session, events: list[dict[str, Any]]) -> None:
    if events:
        session.execute(insert(GradeEvent), events)


def _mark(session: Session, run_ids: list[int], *, is_trial: bool) -> None:
    runs = update(Run).where(Run.id.in_(run_ids)).values(is_trial=is_trial)
    session.execute(runs, execution_options={"synchronize_session": False})


def _finish(
    session: Session, actor: User, found: Regrade, action: Action, moved: list[Moved], *, left_alone: int
) -> Told:
    """Write the cells anew, and down what was done to whom."""
    results.refresh(session, found.line_item_id)
    reports.want(session, found.line_item_id)
    item, told = found.line_item, Told(len(moved), left_alone)
    _note(session, actor, found, action, changed=told.changed, left_alone=told.left_alone)
    for each in moved:
        target, scores = (
            f"{item.title}, attempt {each.attempt}",
            {"before": _text(each.before), "after": _text(each.after)},
        )
        whose = each.student_id
        audit.note(session, actor, item.course_id, action, target, student_id=whose, reason=found.reason, **scores)
    session.flush()
    return told


def _note(session: Session, actor: User, found: Regrade, action: Action, **detail: Any) -> None:
    item = session.get_one(LineItem, found.line_item_id)
    target = f"{item.title}, regrade {found.id}"
    audit.note(session, actor, item.course_id, action, target, reason=found.reason, **detail)
    session.flush()


def _text(score: Decimal | None) -> str | None:
    return None if score is None else str(score)
