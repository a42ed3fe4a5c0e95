"""Pages that are seen inside an LMS: by whom they may be framed, and how they say that something did not work."""

from flask import current_app, g, render_template, request

from grader.db.models import Platform
from grader.db.queries import lti as queries
from grader.domain.lti import Facts, origin
from grader.errors import NotAllowed, NotFound, Refused, StudentError
from grader.lms.tokens import NotGenuine
from grader.web.database import reading
from grader.web.security import show_in_frames

NOT_FROM_HERE = "This came from another page than ours. Go back to your LMS and open the link again."


def show_in(platform: Platform, facts: Facts | None = None, *, posts_to: str = "") -> None:
    """Let pages of *platform* show this answer in a frame, and its forms post to the origin of *posts_to*."""
    origins = {origin(platform.issuer), origin(platform.auth_login_url)} | set(facts.page_origins if facts else [])
    show_in_frames(sorted(origins - {""}), posts_to=origin(posts_to))


def refused(error: StudentError) -> tuple[str, int]:
    """Say what did not work, where the person is: it may be a frame of any platform."""
    if "headers" not in g:
        platforms = [each for each in queries.platforms(reading()) if not each.retired_at]
        show_in_frames(sorted({origin(each.issuer) for each in platforms} - {""}))
    return render_template("lti/problem.html", message=str(error)), _status(error)


def require_own_page() -> None:
    """Let only forms pass that stand on a page of ours: nobody is to be signed in by a form of somebody else's.

    Raises:
        Refused: it was another site's.

    """
    ours = {origin(current_app.config["ADDRESS"]), origin(request.host_url)}
    if request.headers.get("Origin") not in ours:
        raise Refused(NOT_FROM_HERE)


def _status(error: StudentError) -> int:
    kinds = {NotGenuine: 401, NotAllowed: 403, NotFound: 404}
    return next((status for kind, status in kinds.items() if isinstance(error, kind)), 400)
