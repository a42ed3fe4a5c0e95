"""Every number about a class leads to a list, and who is in it are as many as the number says."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import update

from grader.db.models import LineItem, Submission, User
from grader.domain.scoring import Outcome
from tests.web.figures import work_out
from tests.web.reports import SIGN, SUM, broken
from tests.web.small_class import BAD, GOOD, NOT_RUN, SLOW, UNREADABLE, exam, fill, hand_in
from tests.web.world import Visitor, World

PAGE, LIST = "/assignments/1/students", "/assignments/1/submissions"
ERRED = Outcome.ERRORED


FIGURE = re.compile(r'<td class="number[^>]*>(.*?)</td>|<dd>(.*?)</dd>|<span class="count">(.*?)<svg', re.DOTALL)
LINK = re.compile(rf'<a href="({LIST}[^"]*)">\s*(\d+)')


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Return the instructor of the small class, which has grown by what is rare."""
    fill(world)
    hand_in(world, "Gina", exam(NOT_RUN, ERRED, SUM), UNREADABLE, None)
    hand_in(world, "Hal", exam(GOOD, BAD, SIGN), exam(BAD, GOOD, SUM), exam(GOOD, GOOD, SIGN))
    hand_in(world, "Ida", *[exam(GOOD, SLOW)] * 9, exam(GOOD, GOOD), None)
    failed = replace(exam(BAD, BAD, SIGN), error=broken("service", "lost", "gone").error)
    hand_in(world, "Jo", failed, UNREADABLE)
    work_out(world.sessions)
    return world.visitor(world.instructor)


def numbers(visitor: Visitor, path: str = PAGE) -> dict[str, int]:
    """Return each number of a page by the address that it leads to."""
    return {unescape(href): int(number) for href, number in LINK.findall(visitor.get(path).text)}


def bare(visitor: Visitor, path: str) -> list[str]:
    """Return the numbers of a page that lead nowhere, except 0."""
    figures = ["".join(groups) for groups in FIGURE.findall(visitor.get(path).text)]
    words = [re.sub(r"<[^>]*>", "", figure).strip() for figure in figures if "<a " not in figure]
    return [each for each in words if re.match(r"[1-9]", each)]


def listed(visitor: Visitor, href: str) -> list[str]:
    """Return the name of each row of a list."""
    page = visitor.get(href).text
    return re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)', page.partition('id="found"')[2])


@pytest.mark.parametrize(("path", "links"), [(PAGE, 23), (f"{PAGE}?by=first", 25)])
def test_behind_each_number_are_so_many(visitor: Visitor, path: str, links: int) -> None:
    found = numbers(visitor, path)
    assert not bare(visitor, path)
    assert len(found) == links
    for href, number in found.items():
        asked = dict(parse_qsl(urlsplit(href).query))
        if asked.keys() <= {"counting"}:
            continue  # all of them: the median and the mean are no counts
        rows = listed(visitor, href)
        assert len(rows if "since" in asked else set(rows)) == number, href


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("got_over=sign&sort=student", ["Ada", "Hal"]),
        ("got_over=sum&sort=student", ["Bob", "Hal"]),
        ("still=sign&sort=student", ["Bob", "Hal"]),
        ("still=sum", ["Gina"]),
        ("got_over=nonsense", []),
        ("test=test_x.py::Output.&outcome=not_run", ["Gina"]),
        ("test=test_x.py::Gradient.&outcome=errored&which=first", ["Gina"]),
        ("test=test_x.py::Gradient.&outcome=timed_out&which=latest", []),
        ("attempts=2&sort=student", ["Ada", "Cleo", "Jo"]),
        ("attempts=10-", ["Ida"]),
        ("attempts=2&which=first&state=graded", ["Ada"]),
        ("attempts=0", []),
        ("which=latest&state=waiting&sort=student", ["Cleo", "Gina", "Ida"]),
        ("until=2001-01-01T00:00Z", []),
    ],
)
def test_the_address_says_who(visitor: Visitor, query: str, expected: list[str]) -> None:
    assert listed(visitor, f"{LIST}?{query}") == expected


@pytest.mark.parametrize(
    "nonsense",
    [
        "outcome=failed",
        "outcome=nonsense",
        "which=counting",
        "attempts=-3",
        "attempts=99999",
        "attempts=٣",
        "attempts=3-4",
        "since=yesterday",
        "since=0001-01-01T00:00Z",
        "until=9999-12-31T23:59Z",
        "until=2026-02-30T10:00Z",
        "since=2099-01-01T00:00",
    ],
)
def test_what_makes_no_sense_asks_for_nothing(visitor: Visitor, nonsense: str) -> None:
    page = visitor.get(f"{LIST}?{nonsense}")
    assert "26 submissions</h2>" in page.text
    assert 'class="chosen"' not in page.text


def test_each_filter_is_told_in_words_and_can_be_removed(world: World, visitor: Visitor) -> None:
    with world.sessions.begin() as session:
        session.execute(update(User).where(User.id == world.instructor.id).values(time_zone="Europe/Berlin"))
    query = (
        "test=test_x.py%3A%3AOutput.&outcome=failed&mistake=sign&got_over=sign&still=gone&attempts=10-"
        "&since=2026-07-01T22:00Z&until=2026-07-02T22:00Z&which=first&page=1"
    )
    page = re.sub(r"\s+", " ", visitor.get(f"{LIST}?{query}").text)
    for words in (
        "Fails “Output.”",
        "Shows “Your gradient points uphill.” ",
        "Shows “Your gradient points uphill.” for the first time, and the next attempt does not",
        "Still shows “gone”",
        "By students who have handed in 10 times or more often",
        "Handed in from 2 Jul 2026, 00:00 CEST and before 3 Jul 2026, 00:00 CEST",
    ):
        assert f"<li>{words.strip()} <a " in page
    assert '<option value="first" selected>' in page
    (without_test,) = re.findall(r'href="([^"]+)">Any test', page)
    asked = dict(parse_qsl(urlsplit(unescape(without_test)).query))
    assert asked.keys() == {"mistake", "got_over", "still", "attempts", "since", "until", "which"}
    for name in ("test", "outcome", "mistake", "got_over", "still", "attempts", "since", "until"):
        assert f'<input type="hidden" name="{name}"' in page, "what the form has no field for is carried on"


@pytest.mark.parametrize(("due", "days"), [("2026-10-25", 1), ("2026-10-25", 20), ("2026-03-29", 90)])
def test_submissions_are_behind_their_column_when_the_clocks_change(world: World, due: str, days: int) -> None:
    ada = hand_in(world, "Ada", *[None] * 6)
    start = datetime.fromisoformat(f"{due}T00:00Z") - timedelta(hours=2)
    moments = [start + timedelta(hours=n % 3, minutes=29 * n, days=days * (n > 3)) for n in range(6)]
    with world.sessions.begin() as session:
        session.execute(update(User).where(User.id == world.instructor.id).values(time_zone="Europe/Berlin"))
        session.execute(update(LineItem).values(due_at=moments[2]))
        for number, at in enumerate(moments, start=1):
            its = Submission.student_id == ada.id, Submission.attempt == number
            session.execute(update(Submission).where(*its).values(received_at=at))
    work_out(world.sessions)
    visitor = world.visitor(world.instructor)
    linked = {href: number for href, number in numbers(visitor).items() if "since" in href}
    assert sum(linked.values()) == 6
    assert {href: len(listed(visitor, href)) for href in linked} == linked
