"""Keys of requests, on every database: one claim wins, and a deed is stored with its answer or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import ApiToken, Course, KeptAnswer, utc_now
from grader.errors import Refused
from grader.services import idempotency, tokens
from grader.services.idempotency import Answer, Claim, ClaimLost, KeyReused, UnderWay
from tests.conftest import School

NOW = utc_now()


@pytest.fixture
def token(sessions: sessionmaker[Session], school: School) -> ApiToken:
    with sessions.begin() as session:
        return tokens.make(session, school.ada, "A program", ["submissions:write"], None)[0]


def claim(sessions: sessionmaker[Session], token: ApiToken, digest: str = "d", key: str = "k") -> Claim | Answer:
    with sessions.begin() as session:
        return idempotency.claim(session, token.id, key, digest, NOW)


def test_of_many_claims_one_wins(sessions: sessionmaker[Session], token: ApiToken) -> None:
    def one(_: int) -> bool:
        try:
            return isinstance(claim(sessions, token), Claim)
        except UnderWay:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(16))) == 1


def test_an_answer_is_given_again_to_the_same_request_alone(sessions: sessionmaker[Session], token: ApiToken) -> None:
    claimed = claim(sessions, token)
    assert isinstance(claimed, Claim)
    with sessions.begin() as session:
        idempotency.keep(session, claimed, Answer(201, "{}"))
    assert claim(sessions, token) == Answer(201, "{}")
    with pytest.raises(KeyReused):
        claim(sessions, token, "another")
    assert isinstance(claim(sessions, token, key="l"), Claim)


def test_what_was_claimed_anew_meanwhile_undoes_the_deed(sessions: sessionmaker[Session], token: ApiToken) -> None:
    first = claim(sessions, token)
    assert isinstance(first, Claim)
    with sessions.begin() as session:
        second = idempotency.claim(session, token.id, "k", "d", NOW + timedelta(minutes=3))
    assert isinstance(second, Claim)

    def do_it_twice() -> None:
        with sessions.begin() as session:
            session.add(Course(title="Done twice", join_code="twice"))
            idempotency.keep(session, first, Answer(201, "{}"))

    with pytest.raises(ClaimLost):
        do_it_twice()
    with sessions.begin() as session:
        assert session.scalar(select(func.count()).where(Course.join_code == "twice")) == 0
        idempotency.keep(session, second, Answer(201, "{}"))


def test_a_key_that_was_given_back_is_free(sessions: sessionmaker[Session], token: ApiToken) -> None:
    claimed = claim(sessions, token)
    assert isinstance(claimed, Claim)
    with sessions.begin() as session:
        idempotency.release(session, claimed)
    assert isinstance(claim(sessions, token), Claim)


def test_old_answers_are_deleted(sessions: sessionmaker[Session], token: ApiToken) -> None:
    claim(sessions, token)
    with sessions.begin() as session:
        idempotency.claim(session, token.id, "other", "d", NOW + timedelta(hours=25))
        assert session.scalars(select(KeptAnswer.key)).all() == ["other"]


def test_tokens_are_few_enough_to_look_through(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        for n in range(tokens.MOST):
            tokens.make(session, school.ada, f"Program {n}", ["courses:read"], None)
        with pytest.raises(Refused):
            tokens.make(session, school.ada, "One more", ["courses:read"], None)
        tokens.make(session, school.ben, "Of somebody else", ["courses:read"], None)
