"""Systems that may hand in for the students of a course."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from grader.db.models import Notice, Source, User, utc_now
from grader.db.queries import inbound as queries
from grader.domain.inbound import ID_CHARS
from grader.errors import NotFound, Refused
from grader.services import audit
from grader.services.access import LAST_ID, require_instructor
from grader.services.audit import Action
from grader.services.inbound.signing import new_secret

OVERLAP = timedelta(hours=24)
"""So long the old secret is good beside a new one."""
LONGEST_NAME = 100
LONGEST_BEARER = 500
MOST_HOSTS = 20
MOST_SOURCES = 50


@dataclass(frozen=True)
class Chosen:
    """What is chosen of a source; its secret is made."""

    name: str = ""
    issuer: str = ""
    hosts: Sequence[str] = ()
    bearer: str = ""

    def problems(self) -> dict[str, str]:
        """Return what is wrong with it, by field; empty if nothing is."""
        found = {}
        if not (0 < len(self.name) <= LONGEST_NAME and self.name.isprintable()):
            found["name"] = f"Enter a name, in at most {LONGEST_NAME} characters."
        if not (0 < len(self.issuer) <= ID_CHARS and self.issuer.isprintable()):
            found["issuer"] = f"Enter what the system calls itself, in at most {ID_CHARS} characters."
        if not 0 < len(self.hosts) <= MOST_HOSTS:
            found["hosts"] = f"Enter 1 to {MOST_HOSTS} hosts, each on a line of its own."
        elif wrong := [host for host in self.hosts if not _is_host(host)]:
            found["hosts"] = f"“{wrong[0][:ID_CHARS]}” is no host. Write it without https:// and port: lms.example.org"
        if not (len(self.bearer) <= LONGEST_BEARER and self.bearer.isascii() and self.bearer.isprintable()):
            found["bearer"] = f"A token has at most {LONGEST_BEARER} ASCII characters."
        return found


_STRANGERS_KEY = new_secret()
"""Signs nothing."""


def keys(source: Source | None) -> list[str]:
    """Return the secrets that *source* may sign with; for a source that there is not, one that nobody has."""
    if source is None or source.is_paused:
        return [_STRANGERS_KEY]
    has_old = source.old_secret and source.old_secret_until and utc_now() < source.old_secret_until
    return [source.secret, *([source.old_secret] if has_old and source.old_secret else [])]


def create(session: Session, actor: User, course_id: int, chosen: Chosen) -> Source:
    """Return a new source.

    Raises:
        NotFound: the actor is not in the course, or it does not exist.
        NotAllowed: the actor is no instructor of it.
        Refused: a field is wrong, or there are very many sources.

    """
    require_instructor(session, actor, course_id)
    if problems := chosen.problems():
        raise Refused(" ".join(problems.values()))
    if len(queries.sources(session, course_id)) >= MOST_SOURCES:
        raise Refused(f"A course has at most {MOST_SOURCES} sources. Delete one first.")
    source = Source(
        course_id=course_id,
        name=chosen.name,
        issuer=chosen.issuer,
        hosts=[host.lower() for host in chosen.hosts],
        bearer=chosen.bearer or None,
        secret=new_secret(),
    )
    session.add(source)
    session.flush()
    _note(session, actor, source, "added")
    return source


def pause(session: Session, actor: User, course_id: int, source_id: int, *, is_paused: bool) -> Source:
    """Take nothing from a source any more, or again; what it sent before is still handed in.

    Raises:
        NotFound: there is no such source in a course of the actor's.
        NotAllowed: the actor is no instructor of it.

    """
    source = see(session, actor, course_id, source_id)
    if source.is_paused != is_paused:
        source.is_paused = is_paused
        _note(session, actor, source, "paused" if is_paused else "resumed")
    return source


def rotate(session: Session, actor: User, course_id: int, source_id: int) -> Source:
    """Give a source a new secret; the old one is good for ``OVERLAP`` more.

    Raises:
        NotFound: there is no such source in a course of the actor's.
        NotAllowed: the actor is no instructor of it.

    """
    source = see(session, actor, course_id, source_id)
    source.old_secret, source.old_secret_until = source.secret, utc_now() + OVERLAP
    source.secret = new_secret()
    _note(session, actor, source, "a new secret")
    return source


def remove(session: Session, actor: User, course_id: int, source_id: int) -> str:
    """Delete a source with the log of what it sent, and return its name; what was handed in stays.

    Raises:
        NotFound: there is no such source in a course of the actor's.
        NotAllowed: the actor is no instructor of it.

    """
    source = see(session, actor, course_id, source_id)
    _note(session, actor, source, "deleted")
    session.execute(delete(Notice).where(Notice.source_id == source.id))
    session.delete(source)
    return source.name


def see(session: Session, actor: User, course_id: int, source_id: int) -> Source:
    """Return a source to the instructors of its course.

    Raises:
        NotFound: there is no such source in a course of the actor's.
        NotAllowed: the actor is no instructor of it.

    """
    require_instructor(session, actor, course_id)
    source = queries.source(session, source_id) if source_id <= LAST_ID else None
    if source is None or source.course_id != course_id:
        raise NotFound("There is no such source in this course.")
    return source


def _is_host(text: str) -> bool:
    try:
        parts = parse_url(f"https://{text}/")
    except LocationParseError:
        return False
    return parts.host == text.lower() and text.isascii() and len(text) <= ID_CHARS


def _note(session: Session, actor: User, source: Source, change: str) -> None:
    audit.note(session, actor, source.course_id, Action.CHANGED_SETTINGS, f"Source {source.name}", change=change)
