"""The list of submissions as staff see it."""

import re

import pytest

from grader.db.models import Role
from tests.web.reports import PARTLY, PERFECT, TAUGHT, broken
from tests.web.world import CODE, World

LIST = "/assignments/1/submissions"


@pytest.fixture
def filled(world: World) -> World:
    """Ada: 1 partly, 2 perfect, 5 waits; Bob: 3 not graded, 4 with mistakes; Cleo has nothing."""
    ada, bob = world.add_user("Ada"), world.add_user("Bob")
    world.add_user("Cleo")
    world.submit(ada, PARTLY)
    world.submit(ada, PERFECT, CODE + b"#")
    world.submit(bob, broken("service", "lost", "gone"))
    world.submit(bob, TAUGHT, CODE + b"#")
    world.submit(ada, None, CODE + b"##")
    return world


def listed(page: str) -> list[int]:
    """Return the ids of the submissions that a page lists."""
    return [int(number) for number in re.findall(r'<th scope="row"><a href="/submissions/(\d+)', page)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("?sort=student", [1, 2, 5, 3, 4]),
        ("?sort=highest", [2, 4, 1, 5, 3]),
        ("?student=bob", [4, 3]),
        ("?state=waiting", [5]),
        ("?state=not-graded", [3]),
        ("?test=test_x.py%3A%3AEvery+gradient+is+right.", [4, 1]),
        ("?mistake=sign", [4]),
        ("?min=20&max=30", [4, 1]),
        ("?min=20,5", [4, 2]),
        ("?counting=1", [4, 2]),
        ("?counting=1&min=99", [2]),
        ("?late=1", []),
        ("?state=nonsense&sort=nonsense&counting=2&page=77", [5, 4, 3, 2, 1]),
    ],
)
def test_the_address_says_which(filled: World, query: str, expected: list[int]) -> None:
    assert listed(filled.visitor(filled.instructor).get(LIST + query).text) == expected


def test_what_was_typed_stays_and_is_carried_on(filled: World) -> None:
    page = filled.visitor(filled.instructor).get(f"{LIST}?student=bob&mistake=sign&min=x%22%3E&sort=student").text
    assert 'value="bob"' in page
    assert "“Your gradient points uphill.”" in page
    assert "A score is a number from 0 to 100" in page
    assert 'value="x&#34;&gt;"' in page
    assert 'href="/submissions/4?student=bob&amp;mistake=sign&amp;min=x%22%3E&amp;sort=student"' in page
    assert '<input type="hidden" name="mistake" value="sign">' in page


def test_who_did_not_hand_in(filled: World) -> None:
    visitor = filled.visitor(filled.instructor)
    page = visitor.get(f"{LIST}?missing=1").text
    assert "1 student has not handed in" in page
    assert "cleo@example.org" in page
    assert "ada@example.org" not in page
    assert "Nobody of this name." in visitor.get(f"{LIST}?missing=1&student=zoe").text


def test_it_comes_in_pages(filled: World) -> None:
    student = filled.add_user("Many")
    for number in range(53):
        filled.submit(student, PARTLY, CODE + b"#" * number)
    visitor = filled.visitor(filled.instructor)
    assert len(listed(visitor.get(f"{LIST}?student=many").text)) == 50
    second = visitor.get(f"{LIST}?student=many&page=2").text
    assert len(listed(second)) == 3
    assert 'rel="prev" href="/assignments/1/submissions?student=many&amp;page=1"' in second


def test_what_counts_and_what_is_late_is_said(filled: World) -> None:
    page = filled.visitor(filled.instructor).get(LIST).text
    assert "another attempt" in page
    assert page.count('name="submission"') == 5


def test_assistants_look_and_do_not_regrade(filled: World) -> None:
    page = filled.visitor(filled.add_user("Tia", role=Role.ASSISTANT)).get(LIST).text
    assert listed(page) == [5, 4, 3, 2, 1]
    assert "Regrade" not in page.replace(">Regrades<", "")
    assert "checkbox" in page, "filters stay"
    assert 'name="submission"' not in page


def test_empty_lists_say_what_comes_next(world: World) -> None:
    visitor = world.visitor(world.instructor)
    assert "Nobody has handed in yet." in visitor.get(LIST).text
    assert "Nothing matches." in visitor.get(f"{LIST}?student=zoe").text
    assert "Everybody who is in the course has handed in" in visitor.get(f"{LIST}?missing=1").text


def test_it_is_not_for_students(filled: World) -> None:
    assert filled.visitor(filled.add_user("Eve")).get(LIST).status_code == 403


def test_hostile_words_are_shown_as_words(filled: World) -> None:
    evil = "<script>alert(1)</script>"
    filled.submit(filled.add_user(evil), PARTLY)
    page = filled.visitor(filled.instructor).get(LIST, query_string={"test": evil, "student": "", "sort": evil}).text
    page += filled.visitor(filled.instructor).get(LIST).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "query", ["", "?counting=1&sort=highest&test=x&mistake=y&student=a&late=1&min=0", "?missing=1"]
)
def test_queries_do_not_grow_with_the_list(filled: World, query: str) -> None:
    visitor = filled.visitor(filled.instructor)
    visitor.get(LIST)
    few = filled.count_queries(visitor, LIST + query)
    for number in range(9):
        filled.submit(filled.add_user(f"Anna {number}"), PARTLY)
        filled.add_user(f"Nobody {number}")
    assert filled.count_queries(visitor, LIST + query) == few <= 12
