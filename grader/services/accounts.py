"""Accounts, passwords and sign-in links."""

import hashlib
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import update
from sqlalchemy.orm import Session

from grader.db.inserting import try_insert
from grader.db.models import Course, Role, SignInLink, User, utc_now
from grader.db.queries import people
from grader.domain.identity import checked_email, checked_name, normal_email
from grader.domain.times import zone_names
from grader.domain.traces import plain
from grader.errors import NotFound, Refused
from grader.services.courses import enrol

PASSWORD_LENGTH = range(8, 201)
WRONG = "Email or password is wrong."

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's; about 25 ms and 19 MiB


def register(session: Session, join_code: str, name: str, email: str, password: str) -> User:
    """Return a new account that is enrolled as a student by *join_code*.

    Raises:
        NotFound: no course has this join code.
        Refused: a field breaks a rule, or the address has an account; the message says what to do.

    """
    name, email = checked_name(name), checked_email(email)
    password_hash = _hashed(password)  # before the first statement: SQLite's writers wait for each other from then on
    course = _course(session, join_code)
    user = User(name=name, email=email, password_hash=password_hash)
    if not try_insert(session, user):
        raise Refused("This email has an account: sign in, then open the join link again.")
    enrol(session, user, course, Role.STUDENT)
    return user


def join(session: Session, actor: User, join_code: str) -> Course:
    """Return the course that *join_code* opens, with the actor in it; who is in it already stays what they are.

    Raises:
        NotFound: no course has this join code.

    """
    course = _course(session, join_code)
    if people.enrolment(session, actor.id, course.id) is None:
        enrol(session, actor, course, Role.STUDENT)
    return course


def sign_in(session: Session, email: str, password: str) -> User:
    """Return the user with this address and password; an unknown address takes as long as a wrong password.

    It only reads: hashing takes so long that on SQLite nobody else could write meanwhile.

    Raises:
        Refused: there is none.

    """
    user = people.user_by_email(session, plain(normal_email(email)))
    kept = user.password_hash if user and user.password_hash else _decoy()
    try:
        _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        raise Refused(WRONG) from None
    if user is None or user.password_hash is None:
        raise Refused(WRONG)
    return user


def is_hash_old(user: User) -> bool:
    """Say whether the password is kept in a way that we would not choose any more."""
    return user.password_hash is not None and _hasher.check_needs_rehash(user.password_hash)


def renew_hash(session: Session, user: User, password: str) -> None:
    """Keep the password that *user* signed in with anew, unless it has been changed since."""
    password_hash = _hasher.hash(password)  # before the first statement, as everywhere
    unchanged = User.id == user.id, User.password_hash == user.password_hash
    session.execute(update(User).where(*unchanged).values(password_hash=password_hash))


def set_password(session: Session, actor: User, password: str) -> None:
    """Give the actor a new password.

    Raises:
        Refused: it is too short or too long.

    """
    password_hash = _hashed(password)
    session.execute(update(User).where(User.id == actor.id).values(password_hash=password_hash))


def set_time_zone(session: Session, actor: User, name: str) -> None:
    """Show the actor all times in the zone of this name.

    Raises:
        Refused: there is none.

    """
    if name not in zone_names():
        raise Refused("There is no such time zone. Choose one from the list.")
    session.execute(update(User).where(User.id == actor.id).values(time_zone=name))


def learn_time_zone(session: Session, user: User, name: str) -> None:
    """Keep what the browser says of the zone, unless the user has one; what is no zone is let go."""
    if name in zone_names():
        session.execute(update(User).where(User.id == user.id, User.time_zone.is_(None)).values(time_zone=name))


def issue_sign_in_link(session: Session, user: User, lifetime: timedelta) -> str:
    """Return the token of a link that signs *user* in once within *lifetime*; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    session.add(SignInLink(user_id=user.id, token_hash=_token_hash(token), expires_at=utc_now() + lifetime))
    session.flush()
    return token


def use_sign_in_link(session: Session, token: str) -> User:
    """Return the user whom *token* signs in; of several who use it at once, one wins.

    Raises:
        Refused: it is unknown, used or expired.

    """
    now = utc_now()
    usable = SignInLink.token_hash == _token_hash(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now
    used = update(SignInLink).where(*usable).values(used_at=now).returning(SignInLink.user_id)
    user_id = session.scalar(used, execution_options={"synchronize_session": False})
    user = None if user_id is None else people.user(session, user_id)
    if user is None or user.erased_at:
        raise Refused("This sign-in link has been used or has expired. Ask for a new one.")
    return user


def let_operate(session: Session, email: str, *, is_operator: bool) -> None:
    """Let the person with this address see how the whole installation is, or no longer.

    Raises:
        NotFound: nobody has this address.

    """
    with_address(session, email).is_operator = is_operator


def with_address(session: Session, email: str) -> User:
    """Return the person with this address.

    Raises:
        NotFound: nobody has it.

    """
    found = people.user_by_email(session, normal_email(email))
    if found is None:
        raise NotFound(f"Nobody has the address {email}.")
    return found


def _course(session: Session, join_code: str) -> Course:
    course = people.course_by_join_code(session, plain(join_code))
    if course is None:
        raise NotFound("No course has this join link. Check that you copied all of it.")
    return course


def _hashed(password: str) -> str:
    if len(password) not in PASSWORD_LENGTH:
        raise Refused("A password has 8 to 200 characters.")
    try:
        return _hasher.hash(password)
    except UnicodeEncodeError:
        raise Refused("The password has a character that cannot be stored. Choose another one.") from None


@cache
def _decoy() -> str:
    """Return a hash that nobody has the password of."""
    return _hasher.hash(secrets.token_hex())


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
