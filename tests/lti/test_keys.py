"""The keys that we sign with, and how they take turns."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from jwcrypto.jwk import JWK
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import ToolKey, User, utc_now
from grader.errors import NotFound
from grader.services.lti import keys

Sessions = sessionmaker[Session]
NOW = utc_now()


@pytest.fixture
def operator(sessions: Sessions) -> User:
    with sessions.begin() as session:
        user = User(name="Olga", email="olga@example.org", is_operator=True)
        session.add(user)
    return user


def published(sessions: Sessions, after: timedelta = timedelta()) -> list[dict[str, Any]]:
    with sessions() as session:
        return keys.published(session, NOW + after)


def sign(sessions: Sessions) -> str:
    with sessions.begin() as session:
        key = keys.signing(session)
        return jwt.encode({"a": 1}, key.private_pem, "RS256", {"kid": key.kid})


def read(token: str, found: list[dict[str, Any]]) -> Any:
    kid = jwt.get_unverified_header(token)["kid"]
    key = next(each for each in found if each["kid"] == kid)
    return jwt.decode(token, jwt.PyJWK(key).key, ["RS256"])


def test_what_is_signed_is_read_with_what_is_published(sessions: Sessions) -> None:
    token = sign(sessions)
    assert read(token, published(sessions)) == {"a": 1}


def test_the_first_key_is_made_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        first = keys.signing(session).kid
    with sessions.begin() as session:
        assert keys.signing(session).kid == first
    assert [each["kid"] for each in published(sessions)] == [first]


def test_nothing_private_is_published(sessions: Sessions) -> None:
    sign(sessions)
    assert set(published(sessions)[0]) == {"alg", "e", "kid", "kty", "n", "use"}


def test_a_key_is_named_by_its_thumbprint_as_the_library_does(sessions: Sessions) -> None:
    sign(sessions)
    found = published(sessions)[0]
    assert JWK(**found).thumbprint() == found["kid"]


def test_a_new_key_signs_and_the_old_one_is_published_a_week_more(sessions: Sessions, operator: User) -> None:
    before = sign(sessions)
    with sessions.begin() as session:
        new = keys.rotate(session, operator, NOW).kid
    assert jwt.get_unverified_header(sign(sessions))["kid"] == new
    assert read(before, published(sessions, timedelta(days=6))) == {"a": 1}
    assert [each["kid"] for each in published(sessions, timedelta(days=7))] == [new]


def test_a_key_that_is_not_published_any_more_is_deleted_with_the_next_rotation(
    sessions: Sessions, operator: User
) -> None:
    sign(sessions)
    for days in (0, 8):
        with sessions.begin() as session:
            keys.rotate(session, operator, NOW + timedelta(days=days))
    with sessions() as session:
        assert session.query(ToolKey).count() == 2


def test_only_operators_rotate(sessions: Sessions, operator: User) -> None:
    operator.is_operator = False
    with sessions.begin() as session, pytest.raises(NotFound):
        keys.rotate(session, operator, NOW)
