"""Who a program is: by a token, never by a cookie."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from grader.db.models import ApiToken, User, utc_now
from grader.domain.scopes import Scope
from grader.services import erasure, tokens
from tests.api.program import Program
from tests.web.world import World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def test_without_a_token_nothing_is_told(world: World) -> None:
    answer = world.app.test_client().get("/api/v1/courses")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Neural grader"'


def test_who_is_signed_in_needs_a_token_all_the_same(world: World, ada: User) -> None:
    visitor = world.visitor(ada)
    assert visitor.get("/account").status_code == 200
    assert visitor.get("/api/v1/courses").status_code == 401
    assert visitor.post("/api/v1/assignments/1/submissions", {"code": "x = 1"}).status_code == 401
    assert world.submissions() == []


def test_a_token_counts_whatever_the_browser_looks_at(world: World, ada: User) -> None:
    visitor = world.visitor(world.instructor)
    visitor.get(f"/courses/1/people/{ada.id}")
    assert visitor.post(f"/courses/1/people/{ada.id}/viewing").status_code == 302
    headers = {"Authorization": f"Bearer {Program(world, world.instructor).secret}"}
    answer = visitor.client.post(
        "/api/v1/assignments/1/submissions", json={"source": "def forward(x): 1"}, headers=headers
    )
    assert answer.status_code == 201
    assert [each.student_id for each in world.submissions()] == [world.instructor.id]


@pytest.mark.parametrize("shown", ["agr_unknown", "", "\udcff", "é", "Basic"])
def test_an_unknown_token_is_none(world: World, shown: str) -> None:
    headers = {"Authorization": f"Bearer {shown}".encode(errors="surrogateescape").decode("latin-1")}
    answer = world.app.test_client().get("/api/v1/courses", headers=headers)
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_an_expired_token_is_none(world: World, ada: User) -> None:
    program = Program(world, ada, expires_at=utc_now() + timedelta(days=1))
    assert program.get("courses").status_code == 200
    with world.sessions.begin() as session:
        session.execute(update(ApiToken).values(expires_at=utc_now() - timedelta(seconds=1)))
    assert program.get("courses").status_code == 401


def test_a_revoked_token_is_none(world: World, ada: User) -> None:
    program = Program(world, ada)
    program.hand_in(key="k")
    with world.sessions.begin() as session:
        tokens.revoke(session, ada, program.token_id)
    assert program.get("courses").status_code == 401


def test_the_tokens_of_an_erased_person_are_gone(world: World, ada: User) -> None:
    program = Program(world, ada)
    assert program.hand_in(key="k").status_code == 201
    with world.sessions.begin() as session:
        erasure.erase(session, world.instructor, world.course.id, ada.id, email=ada.email, now=utc_now())
        assert session.scalars(select(ApiToken)).all() == []
    assert program.get("courses").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "courses", "courses:read"),
        ("GET", "assignments/1", "courses:read"),
        ("GET", "submissions/1", "submissions:read"),
        ("POST", "assignments/1/submissions", "submissions:write"),
        ("GET", "submissions/1/result", "grades:read"),
        ("GET", "courses/1/gradebook", "grades:read"),
        ("POST", "regrades/1/apply", "grades:write"),
    ],
)
def test_a_token_does_nothing_beyond_its_scopes(full_world: World, method: str, path: str, scope: str) -> None:
    others = [each.value for each in Scope if each != scope]
    answer = Program(full_world, full_world.instructor, *others).ask(method, path)
    assert answer.status_code == 403
    assert answer.json is not None
    assert answer.json["detail"] == f"This token lacks the scope {scope}."
    assert f'scope="{scope}"' in answer.headers["WWW-Authenticate"]
    assert Program(full_world, full_world.instructor, scope).ask(method, path).status_code not in {401, 403}


def test_the_last_use_is_written_down_once_a_minute(world: World, ada: User) -> None:
    program = Program(world, ada)
    program.get("courses")
    with world.sessions() as session:
        first = session.get_one(ApiToken, program.token_id).last_used_at
    assert first is not None
    with world.statements() as sent:
        program.get("courses")
    assert [each for each in sent if each.startswith("UPDATE")] == []
    with world.sessions.begin() as session:
        session.execute(update(ApiToken).values(last_used_at=first - timedelta(minutes=2)))
    program.get("courses")
    with world.sessions() as session:
        assert session.get_one(ApiToken, program.token_id).last_used_at > first  # type: ignore[operator]


def test_a_token_is_made_on_its_page_and_shown_once(world: World, ada: User) -> None:
    visitor = world.visitor(ada)
    visitor.get("/account/tokens")
    answer = visitor.post("/account/tokens", {"name": "Backup", "scope": ["courses:read"], "days": "30"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    found = re.search(r'value="(agr_[^"]+)"', answer.text)
    assert found
    secret = found[1]
    assert secret not in visitor.get("/account/tokens").text
    headers = {"Authorization": f"Bearer {secret}"}
    assert world.app.test_client().get("/api/v1/courses", headers=headers).status_code == 200
    assert secret.encode() not in (world.folder / "grader.db").read_bytes()


@pytest.mark.parametrize(
    "changed", [{"name": ""}, {"name": "x" * 121}, {"name": "a\x07b"}, {"scope": []}, {"scope": ["all"]}, {"days": "5"}]
)
def test_a_token_that_is_asked_for_wrongly_is_not_made(world: World, ada: User, changed: dict[str, object]) -> None:
    visitor = world.visitor(ada)
    visitor.get("/account/tokens")
    answer = visitor.post("/account/tokens", {"name": "Backup", "scope": ["courses:read"], "days": "", **changed})
    assert answer.status_code == 422
    assert "agr_" not in answer.text
    with world.sessions() as session:
        assert session.scalars(select(ApiToken)).all() == []


def test_a_token_is_revoked_on_its_page_by_its_user_alone(world: World, ada: User) -> None:
    program = Program(world, ada)
    path = f"/account/tokens/{program.token_id}/revoke"
    other = world.visitor(world.instructor)
    assert other.post(path).status_code == 404
    assert program.get("courses").status_code == 200
    visitor = world.visitor(ada)
    assert visitor.post(path).status_code == 302
    assert program.get("courses").status_code == 401
    assert "A program" in visitor.get("/account/tokens").text  # in the notice that it is revoked
    assert "A program" not in visitor.get("/account/tokens").text
