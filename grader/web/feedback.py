"""What a reader is told of a graded attempt: everything, counts alone, or only that it was graded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from grader.db.models import JobState, Run, Submission
from grader.domain.changes import Changes, Findings
from grader.domain.rules import Rules
from grader.domain.scoring import after_deduction
from grader.domain.visibility import Sight
from grader.web import terms
from grader.web.counts import CriterionCount, count_by_criterion
from grader.web.looks import points
from grader.web.results import CriterionResult, Mistake, by_criterion, mistakes_of
from grader.web.status import Status, problem_of


@dataclass(frozen=True)
class Since:
    """What changed since an earlier attempt."""

    attempt: int
    gained: int
    """So many tests pass that did not."""
    lost: int
    gained_titles: Sequence[str]
    """Empty where single tests are not shown, as those below."""
    lost_titles: Sequence[str]
    overcome: Sequence[str]
    """Titles of the mistakes that are gone."""


@dataclass(frozen=True)
class Feedback:
    """What the page of an attempt tells of its run."""

    score: Decimal | None
    """After what is taken off for late work; None: it is not published."""
    deduction: str
    mistakes: Sequence[Mistake]
    criteria: Sequence[CriterionResult]
    counts: Sequence[CriterionCount]
    """In place of the criteria, where single tests are not shown."""
    since: Since | None


def feedback(
    run: Run, sight: Sight, rules: Rules, titles: Mapping[str, str], since: tuple[int, Changes] | None
) -> Feedback | None:
    """Return what is told of *run*; None while it has no score.

    *titles* are those of the criteria, by name; *since* is the number of the graded attempt before and what changed.
    """
    if run.score is None:
        return None
    if sight is Sight.HIDDEN:
        return Feedback(None, "", (), (), (), None)
    received_at = run.submission.received_at
    score = after_deduction(run.score, rules.late_percent(received_at))
    deduction, mistakes = terms.deduction(run.score, rules, received_at), mistakes_of(run)
    if sight is Sight.FULL:
        return Feedback(score, deduction, mistakes, by_criterion(run, titles), (), _since(since))
    unnamed = [replace(mistake, explains=()) for mistake in mistakes]
    return Feedback(score, deduction, unnamed, (), count_by_criterion(run, titles), _since(since, with_titles=False))


def told(status: Status, run: Run, sight: Sight, rules: Rules) -> Status:
    """Return *status* as this reader may know it, with the score that counts for them."""
    if run.score is None:
        return status
    if sight is Sight.HIDDEN:
        return replace(status, headline="Graded", text=problem_of(run) if run.error_message else terms.UNPUBLISHED)
    score = after_deduction(run.score, rules.late_percent(run.submission.received_at))
    return replace(status, headline=f"Graded: {points(score)} of 100")


def earlier(attempts: Sequence[Submission], submission: Submission) -> Submission | None:
    """Return the newest attempt before *submission* that has been graded; *attempts* come newest first."""
    graded = (each for each in attempts if each.shown_run.state is JobState.DONE)
    return next((each for each in graded if each.attempt < submission.attempt), None)


def findings_of(run: Run) -> Findings:
    """Return what a run found, to be compared; it has been read with its tests and mistakes."""
    tests = {test.name: (test.title, test.outcome) for test in run.tests}
    return Findings(tests, {each.misconception: each.title for each in run.mistakes})


def _since(since: tuple[int, Changes] | None, *, with_titles: bool = True) -> Since | None:
    if since is None or not since[1]:
        return None
    attempt, changes = since
    gained, lost = changes.gained, changes.lost
    named = Since(attempt, len(gained), len(lost), gained, lost, changes.overcome)
    return named if with_titles else replace(named, gained_titles=(), lost_titles=())
