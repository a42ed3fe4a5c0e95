"""An attempt before a reader: who looked is written down, and what they may know of where it stands."""

from collections.abc import Mapping

from grader.db.models import JobState, LineItem, Role, Run, Submission, User
from grader.db.queries import attempts
from grader.domain.visibility import Sight
from grader.services import audit
from grader.services.access import see_submission
from grader.web.database import reading, writing
from grader.web.material import material_of
from grader.web.reader import Reader
from grader.web.status import Status, status_of
from grader.web.waiting_line import outlook


def viewed(actor: User, submission_id: int) -> tuple[Submission, Role]:
    """Return a submission and what the actor is in its course; that staff looked is written down."""
    found, role = see_submission(reading(), actor, submission_id)
    if role.is_staff and not audit.is_viewed(reading(), actor, found):
        with writing() as session:
            audit.note_view(session, actor, found)
    return found, role


def with_findings(run: Run, *, in_full: bool = True) -> Run:
    """Return a run with what it found; one that is open has found nothing yet."""
    if run.state is JobState.OPEN:
        return run
    return attempts.run(reading(), run.id, in_full=in_full) or run


def standing(run: Run, reader: Reader) -> Status:
    """Return where a run stands, as far as this reader may know it."""
    return status_of(run, outlook(run), is_title_shown=reader.sight is Sight.FULL)


def criterion_titles(item: LineItem) -> Mapping[str, str]:
    """Return the titles of the criteria by name; none if the assignment has been broken since."""
    material = material_of(item)
    return {criterion.name: criterion.title for criterion in material.criteria} if material else {}
