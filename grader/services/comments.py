"""What staff say about a submission."""

from sqlalchemy.orm import Session

from grader.db.models import Comment, Submission, User
from grader.db.queries import comments, forgetting
from grader.domain.traces import plain
from grader.errors import NotAllowed, NotFound, Refused
from grader.services import audit
from grader.services.access import LAST_ID, require_staff, see_submission
from grader.services.audit import Action

LENGTH = 5_000
"""Characters that a comment may have."""


def add(session: Session, actor: User, submission_id: int, text: str, line: int | None = None) -> Comment:
    """Return a new comment on a submission, or on one line of it; said twice, it is the same comment.

    Raises:
        NotFound: the actor may not see the submission, or it does not exist.
        NotAllowed: the actor is no staff of its course.
        Refused: there is no text or too much of it, or no such line.

    """
    submission, _ = see_submission(session, actor, submission_id)
    course = require_staff(session, actor, submission.line_item.course_id)
    said = plain(text.replace("\r\n", "\n"), LENGTH + 1).strip()
    _check(submission, said, line)
    comments.lock(session, submission.id)
    if not forgetting.still_whole(session, [submission.id]):
        raise Refused("The file of this attempt has been deleted. Nothing can be said about it any more.")
    found = comments.same(session, submission.id, actor.id, line, said)
    if found is None:
        found = Comment(submission_id=submission.id, author_id=actor.id, line=line, text=said)
        session.add(found)
        whose = submission.student_id
        audit.note(session, actor, course.id, Action.COMMENTED, submission.label, student_id=whose, line=line)
        session.flush()
    return found


def remove(session: Session, actor: User, comment_id: int) -> int:
    """Remove a comment of the actor's own; return the id of the submission that it was about.

    Raises:
        NotFound: the actor may not see the submission, or there is no such comment.
        NotAllowed: somebody else wrote it.

    """
    comment = comments.comment(session, comment_id) if comment_id <= LAST_ID else None
    if comment is None:
        raise NotFound("There is no such comment.")
    submission, _ = see_submission(session, actor, comment.submission_id)
    course = require_staff(session, actor, submission.line_item.course_id)
    if comment.author_id != actor.id:
        raise NotAllowed("Only who wrote a comment may remove it.")
    session.delete(comment)
    whose, line = submission.student_id, comment.line
    audit.note(session, actor, course.id, Action.REMOVED_COMMENT, submission.label, student_id=whose, line=line)
    session.flush()
    return submission.id


def _check(submission: Submission, text: str, line: int | None) -> None:
    if not text:
        raise Refused("The comment is empty. Write something, then add it.")
    if len(text) > LENGTH:
        raise Refused(f"The comment is too long: at most {LENGTH} characters.")
    last = submission.content.count(b"\n") + 1
    if line is not None and not 1 <= line <= last:
        raise Refused(f"There is no line {line}: the lines are 1 to {last}. Leave it empty to comment on the whole.")
