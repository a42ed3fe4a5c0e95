"""Columns are found before they are made, and tokens are for one tool at one platform."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select

from grader.db.models import JobState, Passback, ResourceLink
from grader.domain.passing_back import SCORE_SCOPE, Client
from grader.jobs import leases
from grader.lms.connector import Connector, Tokens
from tests.conftest import SQLITE_ONLY
from tests.lti.services.conftest import LEASE, Desk
from tests.lti.services.platform import ISSUER, Answer


def column_of(desk: Desk) -> str | None:
    with desk.sessions() as session:
        return session.scalar(select(ResourceLink.ags_line_item_url))


def test_a_column_is_made_for_a_link_that_has_none(desk: Desk) -> None:
    desk.link(column=None)
    desk.grade(desk.school.ada, "40")
    desk.work()
    [made] = desk.platform.columns["moodle"]
    assert made == {
        "id": column_of(desk),
        "label": "Losses",
        "scoreMaximum": 100,
        "resourceId": str(desk.school.line_item.id),
        "resourceLinkId": "link-moodle",
        "tag": "neural-grader",
    }
    assert desk.platform.grade("sub-ada") == 40
    desk.grade(desk.school.ada, "60")
    desk.work()
    assert len(desk.platform.posts("/lineitems")) == 1


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("mine", "is_found"),
    [
        ({"resourceLinkId": "link-moodle"}, True),
        ({"resourceId": "1"}, True),
        ({"resourceId": "1", "resourceLinkId": "another"}, False),
        ({"tag": "neural-grader"}, False),
    ],
)
def test_a_column_that_is_there_is_used(desk: Desk, mine: dict[str, str], is_found: bool) -> None:  # noqa: FBT001
    desk.link(column=None)
    others = [{"id": f"{desk.platform.url}/moodle/lineitems/{n}", "label": "Essay"} for n in range(5)]
    desk.platform.columns["moodle"] = [*others, {**mine, "id": desk.platform.column_url(number=6)}]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert desk.platform.grade("sub-ada", column=6 if is_found else 7) == 40
    assert len(desk.platform.posts("/lineitems")) == (0 if is_found else 1)


def test_two_workers_make_one_column(desk: Desk) -> None:
    desk.know(desk.school.ben)
    desk.link(column=None)
    desk.grade(desk.school.ada, "40")
    desk.grade(desk.school.ben, "50")
    together = threading.Barrier(2)

    def work(_: int) -> None:
        together.wait(20)
        for _ in range(50):
            desk.once()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))
    assert len(desk.platform.columns["moodle"]) == 1
    assert (desk.platform.grade("sub-ada"), desk.platform.grade("sub-ben")) == (40, 50)


def test_while_one_looks_for_the_column_the_others_wait(desk: Desk) -> None:
    desk.know(desk.school.ben)
    desk.link(column=None)
    desk.grade(desk.school.ada, "40")
    desk.grade(desk.school.ben, "50")
    with desk.sessions.begin() as session:
        taken = leases.take(session, Passback, window=9, until=desk.now + LEASE, now=desk.now)
    assert len(taken) == 1


def test_a_process_that_dies_after_a_column_was_made_finds_it(desk: Desk) -> None:
    desk.link(column=None)
    desk.grade(desk.school.ada, "40")
    desk.die_before_writing()
    with desk.sessions.begin() as session:
        session.scalars(select(ResourceLink)).one().ags_line_item_url = None
    desk.now += LEASE + timedelta(milliseconds=1)
    desk.work()
    assert len(desk.platform.columns["moodle"]) == 1


def test_where_no_column_may_be_made_all_are_given_up_together(desk: Desk) -> None:
    desk.know(desk.school.ben)
    desk.link(column=None, line_items=False)
    with desk.sessions.begin() as session:
        link = session.scalars(select(ResourceLink)).one()
        link.ags_line_items_url, link.ags_scopes = f"{desk.platform.url}/moodle/lineitems", [SCORE_SCOPE]
    desk.grade(desk.school.ada, "40")
    desk.grade(desk.school.ben, "50")
    assert desk.until(desk.now + timedelta(days=1)) == 3
    rows = desk.rows()
    assert [row.state for row in rows] == [JobState.FAILED] * 2
    words = "The LMS has no column for this link, and does not let us make one."
    assert {row.last_error for row in rows} == {words}


@SQLITE_ONLY
@pytest.mark.parametrize("body", [b'{"id": "https://evil.example.org/1"}', b'{"id": 7}', b"{}", b"[]", b"<html>", b""])
def test_a_column_elsewhere_or_nowhere_is_never_used(desk: Desk, body: bytes) -> None:
    desk.link(column=None)
    desk.platform.instead = [("/lineitems", lambda _: Answer.of([])), ("/lineitems", lambda _: Answer(201, body))]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert column_of(desk) is None
    assert desk.row().last_error == "The LMS could not be asked. Its answer is not what it should be."


@SQLITE_ONLY
def test_a_list_that_leads_to_another_host_is_not_followed(desk: Desk) -> None:
    desk.link(column=None)
    elsewhere = Answer.of([], link='<http://localhost:1/lineitems>; rel="next"')
    desk.platform.instead = [("/lineitems", lambda _: elsewhere)]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert "not what it should be" in desk.row().last_error


@SQLITE_ONLY
def test_a_list_without_end_ends(desk: Desk) -> None:
    desk.link(column=None)
    more = Answer.of([], link='</moodle/lineitems>; rel="next"')
    desk.platform.instead = [("/lineitems", lambda _: more)] * 100
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert len(desk.platform.instead) == 50
    assert "not what it should be" in desk.row().last_error


@SQLITE_ONLY
def test_a_token_is_used_until_shortly_before_it_expires(desk: Desk) -> None:
    seconds = [0.0]
    desk.passing_back._tokens = Tokens(lambda: seconds[0])
    desk.platform.expires_in = 600
    desk.link()
    for at, asked in ((0, 1), (500, 1), (569, 1), (571, 2)):
        seconds[0] = at
        desk.grade(desk.school.ada, str(at / 10))
        desk.work()
        assert len(desk.platform.posts("/token")) == asked
    assert len(desk.platform.posts("/scores")) == 4


@SQLITE_ONLY
def test_a_token_that_is_not_taken_any_more_is_asked_for_anew(desk: Desk) -> None:
    desk.link()
    desk.grade(desk.school.ada, "40")
    desk.work()
    desk.platform.tokens.clear()
    desk.grade(desk.school.ada, "60")
    assert desk.work() == 1
    assert desk.platform.grade("sub-ada") == 60
    assert len(desk.platform.posts("/token")) == 2


@SQLITE_ONLY
def test_a_platform_that_takes_no_token_is_asked_for_two(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/scores", lambda _: Answer(401))] * 9
    desk.grade(desk.school.ada, "40")
    desk.once()
    assert (len(desk.platform.posts("/token")), len(desk.platform.posts("/scores"))) == (2, 2)
    assert "401 Unauthorized" in desk.row().last_error


@SQLITE_ONLY
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"access_token": 7}',
        b'{"access_token": "a\\nb"}',
        b'{"access_token": "a", "expires_in": "soon"}',
        b'{"access_token": "a", "expires_in": null}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_token_is_told_in_words(desk: Desk, body: bytes) -> None:
    desk.link()
    desk.platform.instead = [("/token", lambda _: Answer(200, body))]
    desk.grade(desk.school.ada, "40")
    desk.work()
    assert desk.row().last_error.startswith("The LMS could not be asked. ")
    assert (desk.row().state, desk.platform.posts("/scores")) == (JobState.OPEN, [])


@SQLITE_ONLY
def test_a_platform_that_does_not_know_us_is_told_of_in_words(desk: Desk) -> None:
    desk.link()
    desk.platform.instead = [("/token", lambda _: Answer.of({"error": "invalid_client"}, 400))] * 9
    desk.grade(desk.school.ada, "40")
    assert desk.until(desk.now + timedelta(days=1)) == 3
    assert desk.row().last_error == (
        "The LMS does not let us sign in to its services: it answered with 400 Bad Request."
    )


def test_two_schools_on_one_issuer_see_only_their_own_tokens(desk: Desk) -> None:
    for school in ("north", "south"):
        desk.link(school)
    desk.grade(desk.school.ada, "40")
    assert desk.work() == 2
    for school in ("north", "south"):
        assert desk.platform.grade("sub-ada", school=school) == 40
        [post] = [each for each in desk.platform.posts("/scores") if each.path.startswith(f"/{school}/")]
        token = post.headers["authorization"].removeprefix("Bearer ")
        assert desk.platform.tokens[token][0] == f"client-{school}"
    assert len(desk.platform.posts("/token")) == 2


@pytest.mark.parametrize("other", ["issuer", "client_id", "token_url", "audience"])
def test_a_token_is_kept_for_just_one_tool_at_one_platform(other: str) -> None:
    names = {"issuer": ISSUER, "client_id": "a", "token_url": "https://lms.example.org/token", "audience": ""}
    one, two = (Client(**each, key_id="k", private_key="") for each in (names, {**names, other: "x"}))
    keys = [Connector(client, requests.Session(), Tokens())._scope_key([SCORE_SCOPE]) for client in (one, two)]
    assert keys[0] != keys[1]
