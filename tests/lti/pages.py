"""Pages of a launch, as a browser sees and uses them."""

import re
from base64 import urlsafe_b64encode
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from grader.db.models import Identity, User
from tests.lti.lms import Lms
from tests.web.world import Visitor, World

OURS = {"Origin": "http://127.0.0.1:8000"}


def cookie(answer: TestResponse) -> str:
    (found,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("lti-")]
    return found


def user_of(world: World, lms: Lms, subject: str) -> User:
    with world.sessions() as session:
        found = select(Identity).where(Identity.issuer == lms.issuer, Identity.subject == subject)
        return session.scalars(found).one().user


def ticket(answer: TestResponse) -> str:
    found = re.search(r'name="ticket" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def press(visitor: Visitor, answer: TestResponse, path: str = "/lti/open", **fields: str) -> TestResponse:
    return visitor.post(path, {"ticket": ticket(answer), **fields}, headers=OURS)


def refused(world: World, answer: TestResponse, words: str, status: int = 401) -> None:
    """Check that *answer* says so, and that nobody came in."""
    assert answer.status_code == status, answer.text
    assert "This could not be opened" in answer.text
    assert words in answer.text
    with world.sessions() as session:
        assert session.scalars(select(Identity)).all() == []


def instructor(lms: Lms, visitor: Visitor, **changes: Any) -> TestResponse:
    """Launch as somebody whom an unknown course does not keep out."""
    return lms.launch(visitor, "ida", "Instructor", **changes)


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
