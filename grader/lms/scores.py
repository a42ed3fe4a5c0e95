"""Scores in the gradebook of a platform (LTI Assignment and Grade Services 2.0)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from pylti1p3.assignments_grades import AssignmentsGradesService
from pylti1p3.exception import LtiException
from pylti1p3.grade import Grade
from pylti1p3.lineitem import LineItem, TLineItem

from grader.domain.passing_back import LINE_ITEM_SCOPES, SCORE_SCOPE, TAG, Column, Failure, Score
from grader.domain.scoring import MAX_SCORE
from grader.lms.connector import Connector, explained, same_host
from grader.lms.failures import PlatformFailed

NO_COLUMN = Failure("refused", "The LMS has no column for this link, and does not let us make one.", is_of_column=True)


def find_or_make_column(connector: Connector, column: Column, scopes: Sequence[str]) -> str:
    """Return the address of a column of the gradebook; a new one is made only if there is none for the link.

    Raises:
        PlatformFailed: there is none, and none can be made.

    """
    with explained("find or make the column of its gradebook", is_of_column=True):
        granted = [scope for scope in LINE_ITEM_SCOPES if scope in scopes]
        if not (column.container_url and granted):
            raise PlatformFailed(NO_COLUMN)
        service = AssignmentsGradesService(connector, {"scope": granted, "lineitems": column.container_url})  # type: ignore[typeddict-item] # it lists what it knows
        found = _choose(column, list(service.get_lineitems()))
        if found is None:
            if not service.can_create_lineitem():
                raise PlatformFailed(NO_COLUMN)
            found = service.create_lineitem(_new(column)).get_id()
        return same_host(column.container_url, _address(found))


def send(connector: Connector, column_url: str, score: Score) -> None:
    """Have a platform take a score, or take back the one that was sent before.

    What is not final is never sent: to some platforms it would mean that there is no score any more. A score without
    points says just that.

    Raises:
        PlatformFailed: it does not.

    """
    grade = Grade().set_user_id(score.subject).set_timestamp(_told(score.timestamp))
    grade.set_activity_progress("Completed").set_grading_progress("FullyGraded")
    if score.score is not None:
        grade.set_score_given(float(score.score)).set_score_maximum(float(MAX_SCORE))
        if score.submitted_at:
            grade.set_submitted_at(_told(score.submitted_at))
    with explained("write this grade", is_of_column=False):
        AssignmentsGradesService(connector, {"scope": [SCORE_SCOPE], "lineitem": column_url}).put_grade(grade)  # type: ignore[list-item] # a literal


def _choose(column: Column, found: list[TLineItem]) -> str | None:
    """Return the column that is for the link; else one that is for the assignment, and for no other link."""
    of_link = [each for each in found if each.get("resourceLinkId") == column.resource_link_id]
    of_none = [each for each in found if not each.get("resourceLinkId")]
    of_assignment = [each for each in of_link + of_none if each.get("resourceId") == column.resource_id]
    best = next(iter(of_assignment + of_link), None)
    return _address(best.get("id")) if best else None


def _new(column: Column) -> LineItem:
    made = LineItem().set_label(column.label).set_score_maximum(int(MAX_SCORE)).set_tag(TAG)
    return made.set_resource_id(column.resource_id).set_resource_link_id(column.resource_link_id)


def _address(found: object) -> str:
    if not isinstance(found, str) or not found:
        raise LtiException("a column without an address")
    return found


def _told(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
