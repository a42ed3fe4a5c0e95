"""Accounts, passwords and links that sign in once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Role, SignInLink, User
from grader.db.queries import people
from grader.errors import NotFound, Refused, StudentError
from grader.services import accounts
from tests.conftest import School

PASSWORD = "correct horse"
HOUR = timedelta(hours=1)


@pytest.fixture
def cleo(sessions: sessionmaker[Session], school: School) -> User:
    """Return a student who registered with PASSWORD."""
    with sessions.begin() as session:
        return accounts.register(session, school.course.join_code, "Cleo", "cleo@example.org", PASSWORD)


def test_register_enrols_and_signs_in(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        user = accounts.register(session, school.course.join_code, " Cleo  B ", " Cleo@Example.org ", PASSWORD)
    with sessions.begin() as session:
        assert people.role(session, user.id, school.course.id) is Role.STUDENT
        found = accounts.sign_in(session, "CLEO@example.org", PASSWORD)
    assert (found.id, found.name, found.email) == (user.id, "Cleo B", "cleo@example.org")
    assert PASSWORD not in (found.password_hash or "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "  "}, "Enter your name"),
        ({"name": "x" * 121}, "Enter your name"),
        ({"name": "a\x00b"}, "Enter your name"),
        ({"email": "cleo"}, "Enter an email address"),
        ({"email": "@example.org"}, "Enter an email address"),
        ({"email": "a b@example.org"}, "Enter an email address"),
        ({"email": "a\x00@example.org"}, "Enter an email address"),
        ({"email": "x" * 250 + "@e.org"}, "Enter an email address"),
        ({"password": "seven77"}, "8 to 200 characters"),
        ({"password": "x" * 201}, "8 to 200 characters"),
        ({"password": "\ud800" * 8}, "cannot be stored"),
        ({"join_code": "guess"}, "No course has this join link"),
        ({"join_code": "a\x00b"}, "No course has this join link"),
    ],
)
def test_register_says_what_is_wrong(
    sessions: sessionmaker[Session], school: School, change: dict[str, str], message: str
) -> None:
    right = {"join_code": school.course.join_code, "name": "Cleo", "email": "c@example.org", "password": PASSWORD}
    with pytest.raises(StudentError, match=message), sessions.begin() as session:
        accounts.register(session, **{**right, **change})
    with sessions() as session:
        assert people.user_by_email(session, "c@example.org") is None


def test_an_address_has_one_account(sessions: sessionmaker[Session], school: School, cleo: User) -> None:
    with (
        pytest.raises(Refused, match="sign in, then open the join link again"),
        sessions.begin() as session,
    ):
        accounts.register(session, school.course.join_code, "Other", cleo.email.upper(), PASSWORD)


def test_of_two_who_register_an_address_at_once_one_wins(sessions: sessionmaker[Session], school: School) -> None:
    def register(_: int) -> bool:
        try:
            with sessions.begin() as session:
                accounts.register(session, school.course.join_code, "Cleo", "cleo@example.org", PASSWORD)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(register, range(4))) == [False, False, False, True]


def test_join_is_idempotent_and_demotes_nobody(sessions: sessionmaker[Session], school: School) -> None:
    stranger = User(name="Cleo", email="cleo@example.org")
    with sessions.begin() as session:
        session.add(stranger)

    def join(user: User) -> int:
        with sessions.begin() as session:
            return accounts.join(session, user, school.course.join_code).id

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(join, [stranger] * 4 + [school.instructor])) == {school.course.id}
    with sessions() as session:
        assert people.role(session, stranger.id, school.course.id) is Role.STUDENT
        assert people.role(session, school.instructor.id, school.course.id) is Role.INSTRUCTOR


def test_joining_needs_the_code(sessions: sessionmaker[Session], school: School) -> None:
    with pytest.raises(NotFound), sessions.begin() as session:
        accounts.join(session, school.ada, "guess")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("cleo@example.org", "wrong horse"),
        ("cleo@example.org", ""),
        ("cleo@example.org", "\ud800"),
        ("nobody@example.org", PASSWORD),
        ("ada@example.org", PASSWORD),
        ("cleo\x00@example.org\ud800", PASSWORD + "x"),
        ("", ""),
    ],
    ids=["wrong", "empty", "not text", "unknown address", "account without password", "vile", "nothing"],
)
@pytest.mark.usefixtures("cleo")
def test_sign_in_is_refused(sessions: sessionmaker[Session], email: str, password: str) -> None:
    with pytest.raises(Refused, match=r"^Email or password is wrong\.$"), sessions.begin() as session:
        accounts.sign_in(session, email, password)


def test_an_unknown_address_takes_as_long_as_a_wrong_password(sessions: sessionmaker[Session], cleo: User) -> None:
    def quickest(email: str) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            with pytest.raises(Refused), sessions.begin() as session:
                accounts.sign_in(session, email, "wrong horse")
            times.append(time.perf_counter() - start)
        return min(times)

    known, unknown = quickest(cleo.email), quickest("nobody@example.org")
    assert 0.5 < known / unknown < 2


def test_an_old_hash_is_renewed_by_signing_in(sessions: sessionmaker[Session], school: School) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with sessions.begin() as session:
        session.get_one(User, school.ada.id).password_hash = old
    with sessions() as session:
        user = accounts.sign_in(session, school.ada.email, PASSWORD)
    assert accounts.is_hash_old(user)
    with sessions.begin() as session:
        accounts.renew_hash(session, user, PASSWORD)
    with sessions() as session:
        assert session.get_one(User, school.ada.id).password_hash != old
        assert not accounts.is_hash_old(accounts.sign_in(session, school.ada.email, PASSWORD))


def test_an_old_hash_is_not_renewed_over_a_new_password(sessions: sessionmaker[Session], cleo: User) -> None:
    with sessions() as session:
        user = accounts.sign_in(session, cleo.email, PASSWORD)
    with sessions.begin() as session:
        accounts.set_password(session, cleo, "battery staple")
    with sessions.begin() as session:
        accounts.renew_hash(session, user, PASSWORD)
    with sessions() as session, pytest.raises(Refused):
        accounts.sign_in(session, cleo.email, PASSWORD)


def test_set_password(sessions: sessionmaker[Session], cleo: User) -> None:
    with sessions.begin() as session:
        accounts.set_password(session, cleo, "battery staple")
    with sessions.begin() as session:
        assert accounts.sign_in(session, cleo.email, "battery staple").id == cleo.id
        with pytest.raises(Refused):
            accounts.sign_in(session, cleo.email, PASSWORD)
        with pytest.raises(Refused, match="8 to 200"):
            accounts.set_password(session, cleo, "short")


def test_a_link_signs_in_once(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        token = accounts.issue_sign_in_link(session, school.instructor, HOUR)
        assert token not in session.scalars(select(SignInLink.token_hash)).all()

    def use(_: int) -> int | None:
        try:
            with sessions.begin() as session:
                return accounts.use_sign_in_link(session, token).id
        except Refused:
            return None

    with ThreadPoolExecutor(6) as pool:
        used = list(pool.map(use, range(6)))
    assert sorted(filter(None, used)) == [school.instructor.id]


def test_an_unknown_or_expired_link_is_refused(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        expired = accounts.issue_sign_in_link(session, school.ada, -HOUR)
    for token in (expired, "guess", "", "\ud800"):
        with pytest.raises(Refused, match="used or has expired"), sessions.begin() as session:
            accounts.use_sign_in_link(session, token)


def test_an_undone_use_leaves_the_link(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        token = accounts.issue_sign_in_link(session, school.ada, HOUR)
    with sessions() as session:
        accounts.use_sign_in_link(session, token)
    with sessions.begin() as session:
        assert accounts.use_sign_in_link(session, token).id == school.ada.id
        assert session.scalar(select(func.count()).select_from(SignInLink)) == 1
