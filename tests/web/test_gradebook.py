"""The gradebook page and its files."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from grader.db.models import AuditEvent, GradeEvent, LineItem, Role, User, utc_now
from grader.domain.gradebook import EventKind
from grader.services import courses, results
from tests.web.reports import PARTLY, PERFECT, broken
from tests.web.world import CODE, Visitor, World

BOOK = "/courses/1/gradebook"


def text(html: str) -> str:
    """Return what is read: without tags, and with single spaces."""
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def rows(page: str) -> list[str]:
    """Return the rows of students as they are read."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [text(row) for row in body.split("</tr>")[:-1]]


def column(page: str) -> list[str]:
    """Return the names in the rows."""
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return re.findall(r'<th scope="row">([^<]+)</th>\s*<td class="number">(?:<strong>|<span)', body)


@pytest.fixture
def staff(world: World) -> Visitor:
    return world.visitor(world.instructor)


def test_every_kind_of_cell_is_told_in_words(world: World, staff: Visitor) -> None:
    with world.sessions.begin() as session:
        item = session.get_one(LineItem, world.item.id)
        item.due_at, item.late_percent_per_day = utc_now() - timedelta(hours=1), 10
        item.closes_at = utc_now() + timedelta(days=1)
    people = {name: world.add_user(name) for name in ("Ada", "Ben", "Cleo", "Dana", "Emil", "Fay")}
    world.submit(people["Ada"], PERFECT)
    world.submit(people["Ben"])
    world.submit(people["Cleo"], broken("service", "lost", "gone"))
    world.submit(people["Dana"], PERFECT)
    world.submit(people["Dana"], content=CODE + b"#")
    with world.sessions.begin() as session:
        cell = {"line_item_id": world.item.id, "student_id": people["Emil"].id}
        session.add(GradeEvent(**cell, kind=EventKind.OVERRIDDEN, score=Decimal("87.5"), actor_id=world.instructor.id))
        results.refresh(session, world.item.id)
    page = staff.get(BOOK).text
    assert rows(page) == [
        "Ada 90 90 −10 % for late ada@example.org",
        "Ben – waiting ben@example.org",
        "Cleo – not graded cleo@example.org",
        "Dana 90 90 −10 % for late waiting dana@example.org",
        "Emil 87.5 87.5 by hand emil@example.org",
        "Fay – – nothing handed in fay@example.org",
    ]
    assert '<a href="/submissions/5">90</a>' in page, "a score leads to the newest attempt"
    foot = page[page.index("<tfoot>") :]
    assert text(foot).startswith("Mean 89.17 Handed in 4")


def test_the_head_sorts_both_ways_and_says_how(world: World, staff: Visitor) -> None:
    for name, report in (("Ada", PARTLY), ("Ben", PERFECT), ("Cleo", None)):
        user = world.add_user(name)
        if report:
            world.submit(user, report)
    page = staff.get(BOOK).text
    assert column(page) == ["Ada", "Ben", "Cleo"]
    assert page.count("aria-sort") == 1
    assert f'{BOOK}?sort=name&amp;order=desc"' in page
    assert f'{BOOK}?sort=1&amp;order=desc"' in page
    page = staff.get(f"{BOOK}?sort=1&order=desc").text
    assert column(page) == ["Ben", "Ada", "Cleo"]
    assert 'class="number" aria-sort="descending"' in page
    assert f'{BOOK}?sort=1&amp;order=asc"' in page
    assert column(staff.get(f"{BOOK}?sort=total&order=asc").text) == ["Ada", "Ben", "Cleo"]
    assert column(staff.get(f"{BOOK}?sort=email&order=desc").text) == ["Cleo", "Ben", "Ada"]


@pytest.mark.parametrize(
    "query", ["sort=999", "sort=password_hash", "order=;", "page=-1", "page=99999999999", "sort=1&sort=2"]
)
def test_an_address_that_nobody_links_to_shows_the_book(world: World, staff: Visitor, query: str) -> None:
    world.add_user("Ada")
    assert column(staff.get(f"{BOOK}?{query}").text) == ["Ada"]


def test_pages_and_searches_keep_the_order(world: World, staff: Visitor) -> None:
    for number in range(53):
        world.add_user(f"Student {number:02}")
    page = staff.get(f"{BOOK}?sort=name&order=desc").text
    assert column(page)[0] == "Student 52"
    assert "1 to 50 of 53" in page
    assert f'href="{BOOK}?sort=name&amp;order=desc&amp;page=2"' in page
    assert column(staff.get(f"{BOOK}?sort=name&order=desc&page=2").text) == ["Student 02", "Student 01", "Student 00"]
    found = staff.get(f"{BOOK}?sort=name&order=desc&search=dent+0").text
    assert "10 students with “dent 0” in the name or email." in found
    assert column(found)[0] == "Student 09"
    assert "0 students with" in staff.get(f"{BOOK}?search=%3Cscript%3E").text


def test_empty_books_say_what_comes_next(world: World, staff: Visitor) -> None:
    assert "Nobody has joined yet" in staff.get(BOOK).text
    elsewhere = world.other_course()
    page = world.visitor(world.add_teacher("Otto", elsewhere)).get(f"/courses/{elsewhere.id}/gradebook").text
    assert "No assignment is in this course yet" in page
    assert "Download" not in page


def test_files_are_exact_and_taking_one_is_written_down(world: World, staff: Visitor) -> None:
    world.submit(world.add_user("Ada"), PARTLY)
    ben = world.add_user("Ben")
    with world.sessions.begin() as session:
        session.get_one(User, ben.id).name = "=cmd|' /C calc'!A0"
        hidden = courses.open_assignment(session, world.course, "later", "Later")
        hidden.is_published = False
    plain = staff.get(f"{BOOK}.csv")
    assert plain.data.decode() == (
        "\ufeffName,Email,Tiny network,Later,Total\r\n'=cmd|' /C calc'!A0,ben@example.org,,,\r\n"
        "Ada,ada@example.org,20,,20\r\n"
    )
    assert plain.headers["Content-Disposition"] == 'attachment; filename="networks_plain.csv"'
    assert plain.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert staff.get(f"{BOOK}.csv?form=moodle").data.decode() == (
        "Email address,Tiny network\r\nben@example.org,\r\nada@example.org,20\r\n"
    )
    canvas = staff.get(f"{BOOK}.csv?form=canvas").data.decode()
    assert canvas.startswith(
        "Student,ID,SIS User ID,SIS Login ID,Section,Tiny network\r\n    Points Possible,,,,,100\r\n"
    )
    with world.sessions() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [(event.action, event.target, event.detail) for event in events] == [
        ("exported_grades", "Networks", {"form": form}) for form in ("plain", "moodle", "canvas")
    ]


def test_a_form_of_file_that_there_is_not_is_not_found_and_not_written_down(world: World, staff: Visitor) -> None:
    assert staff.get(f"{BOOK}.csv?form=xlsx").status_code == 404
    with world.sessions() as session:
        assert session.scalars(select(AuditEvent)).all() == []


def test_a_title_of_any_signs_makes_a_name_of_a_file(world: World, staff: Visitor) -> None:
    with world.sessions.begin() as session:
        session.get_one(type(world.course), 1).title = '"\r\n../x; 日本'
    name = staff.get(f"{BOOK}.csv").headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[a-z0-9_.-]+"', name)


@pytest.mark.parametrize("path", [BOOK, f"{BOOK}.csv", f"{BOOK}.csv?form=canvas"])
def test_the_book_is_for_staff_alone(world: World, path: str) -> None:
    student = world.visitor(world.add_user("Ada"))
    assistant = world.visitor(world.add_user("Asta", role=Role.ASSISTANT))
    other = world.visitor(world.add_teacher("Otto", world.other_course()))
    assert [who.get(path).status_code for who in (student, other, assistant)] == [403, 404, 200]
    with world.sessions() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == ("csv" in path)


def test_markup_in_names_and_titles_stays_text(world: World, staff: Visitor) -> None:
    user = world.add_user("Eve")
    with world.sessions.begin() as session:
        session.get_one(User, user.id).name = "<b>Eve</b>"
        session.get_one(LineItem, 1).title = "<i>Tiny</i>"
    page = staff.get(BOOK).text
    assert "<b>Eve" not in page
    assert "<i>Tiny" not in page
