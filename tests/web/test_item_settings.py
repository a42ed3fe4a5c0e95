"""Settings and extensions as an instructor sees them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from grader.db.models import AuditEvent, Extension, LineItem, Result, Role, User, utc_now
from grader.domain.gradebook import Counting
from grader.domain.visibility import Shown
from grader.services import line_items
from tests.web.reports import PERFECT
from tests.web.world import Visitor, World

PAGE = "/assignments/1/settings"
GRANT = "/assignments/1/extensions"
SENT = {
    "title": "Tiny network",
    "is_published": "on",
    "opens_at": "",
    "due_at": "2026-12-01T18:00",
    "closes_at": "2026-12-03T18:00",
    "late_percent_per_day": "10",
    "max_attempts": "5",
    "cool_down_s": "2",
    "counting": "latest",
    "tests_shown": "after_close",
    "are_scores_shown": "",
}


def item_of(world: World) -> LineItem:
    with world.sessions() as session:
        return session.get_one(LineItem, world.item.id)


def seen(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


@pytest.fixture
def staff(world: World) -> Visitor:
    """Return the instructor, who lives in Berlin."""
    with world.sessions.begin() as session:
        session.get_one(User, world.instructor.id).time_zone = "Europe/Berlin"
    return world.visitor(world.instructor)


def save(visitor: Visitor, **changed: str) -> tuple[int, str]:
    mark = seen(visitor.get(PAGE).text)
    answer = visitor.post(PAGE, {**SENT, "seen": mark, **changed}, follow_redirects=True)
    return answer.status_code, answer.text


def test_all_settings_are_saved_in_the_zone_of_who_types_them(world: World, staff: Visitor) -> None:
    assert "<strong>Europe/Berlin</strong>" in staff.get(PAGE).text
    status, page = save(staff)
    assert (status, "The settings are saved. No score changed." in page) == (200, True)
    item = item_of(world)
    assert item.due_at == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert (item.late_percent_per_day, item.max_attempts, item.cool_down_s) == (10, 5, 120)
    assert (item.counting, item.tests_shown) == (Counting.LATEST, Shown.AFTER_CLOSE)
    assert (item.is_published, item.are_scores_shown) == (True, False)
    assert 'value="2026-12-01T18:00"' in page


def test_what_is_not_touched_stays_to_the_second(world: World, staff: Visitor) -> None:
    due = datetime(2026, 10, 25, 0, 30, 59, tzinfo=UTC)  # 02:30:59 in Berlin, for the first time that night
    with world.sessions.begin() as session:
        item = session.get_one(LineItem, world.item.id)
        item.due_at, item.cool_down_s = due, 90
    status, _ = save(staff, due_at="2026-10-25T02:30", closes_at="", cool_down_s="1", title="Other")
    assert status == 200
    assert (item_of(world).due_at, item_of(world).cool_down_s, item_of(world).title) == (due, 90, "Other")


def test_the_flash_says_how_many_scores_changed(world: World, staff: Visitor) -> None:
    world.submit(world.add_user("Ada"), PERFECT)
    status, page = save(staff, due_at="2020-01-01T00:00", late_percent_per_day="1", closes_at="2099-01-01T00:00")
    assert (status, "The settings are saved. 1 score changed." in page) == (200, True)
    with world.sessions() as session:
        assert session.scalar(select(Result.score)) == Decimal(0)


def test_all_problems_stand_at_their_fields_and_nothing_typed_is_lost(world: World, staff: Visitor) -> None:
    status, page = save(
        staff,
        title="",
        opens_at="2026-03-29T02:30",
        due_at="2026-10-25T02:30",
        late_percent_per_day="200",
        max_attempts="many",
        cool_down_s="-1",
        counting="luck",
        tests_shown="",
    )
    assert status == 422
    for name, words in {
        "title": "Enter a title",
        "opens_at": "02:30 does not exist on that day",
        "due_at": "02:30 comes twice on that day",
        "late_percent_per_day": "from 0 to 100",
        "max_attempts": "Enter a whole number.",
        "cool_down_s": "Enter a whole number.",
        "counting": "Choose one of these.",
        "tests_shown": "Choose one of these.",
    }.items():
        problem = page.partition(f'id="{name}-problem"')[2].partition("</p>")[0]
        assert words in problem, name
        assert f'<a href="#{name}">' in page
        field = page.partition(f' id="{name}"')[2].partition(">")[0]
        assert 'aria-invalid="true"' in field
        assert f"{name}-problem" in field
    assert 'value="many"' in page
    assert 'value="2026-10-25T02:30"' in page
    assert item_of(world).title == "Tiny network"


def test_two_tabs_the_later_is_told_who_changed_what_and_wins_when_it_saves_again(world: World, staff: Visitor) -> None:
    old = seen(staff.get(PAGE).text)
    other = world.add_user("Otto Other", role=Role.INSTRUCTOR)
    assert save(world.visitor(other), max_attempts="2")[0] == 200
    answer = staff.post(PAGE, {**SENT, "title": "Mine", "seen": old})
    assert answer.status_code == 409
    assert "Otto Other changed these settings" in answer.text
    assert "number of attempts" in answer.text
    assert 'value="Mine"' in answer.text
    assert item_of(world).title == "Tiny network"
    again = staff.post(PAGE, {**SENT, "title": "Mine", "seen": seen(answer.text)})
    assert again.status_code == 302
    assert (item_of(world).title, item_of(world).max_attempts) == ("Mine", 5)


def test_a_double_click_saves_once_and_complains_of_nothing(world: World, staff: Visitor) -> None:
    mark = seen(staff.get(PAGE).text)
    assert [staff.post(PAGE, {**SENT, "seen": mark}).status_code for _ in range(2)] == [302, 302]
    with world.sessions() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == 1


def test_a_form_without_its_mark_or_fields_changes_nothing(world: World, staff: Visitor) -> None:
    staff.get(PAGE)
    assert staff.post(PAGE, SENT).status_code == 409
    assert staff.post(PAGE, {}).status_code == 422
    assert item_of(world).due_at is None


@pytest.mark.parametrize("who", ["student", "assistant", "stranger"])
def test_settings_are_the_instructor_s(world: World, who: str) -> None:
    users = {
        "student": (world.course, Role.STUDENT),
        "assistant": (world.course, Role.ASSISTANT),
        "stranger": (world.other_course(), Role.INSTRUCTOR),
    }
    visitor = world.visitor(world.add_user(who, *users[who]))
    expected = 404 if who == "stranger" else 403
    ada = world.add_user("Ada")
    form = {"student": ada.email, "extra_attempts": "1", "reason": "Ill"}
    assert visitor.get(PAGE).status_code == expected
    assert visitor.post(PAGE, SENT).status_code == expected
    assert visitor.post(GRANT, form).status_code == expected
    assert visitor.post(f"{GRANT}/1/remove").status_code == expected
    assert item_of(world).due_at is None


def dated(world: World) -> None:
    with world.sessions.begin() as session:
        item = session.get_one(LineItem, world.item.id)
        item.due_at, item.max_attempts = datetime(2026, 12, 1, 18, tzinfo=UTC), 3


def test_an_extension_is_granted_listed_and_removed(world: World, staff: Visitor) -> None:
    dated(world)
    world.add_user("Ada")
    assert "Nobody has one." in staff.get(PAGE).text
    form = {"student": "ada", "due_at": "2026-12-05T18:00", "extra_attempts": "2", "reason": "<b>Ill</b>"}
    page = staff.post(GRANT, form, follow_redirects=True).text
    assert "Ada has the extension." in page
    assert "&lt;b&gt;Ill&lt;/b&gt;" in page
    with world.sessions() as session:
        kept = session.scalars(select(Extension)).one()
    assert (kept.due_at, kept.extra_attempts) == (datetime(2026, 12, 5, 17, tzinfo=UTC), 2)
    assert "Ada has no extension any more." in staff.post(f"{GRANT}/1/remove", follow_redirects=True).text
    assert "This extension was removed already." in staff.post(f"{GRANT}/1/remove", follow_redirects=True).text
    assert "This extension was removed already." in staff.post(f"{GRANT}/{2**70}/remove", follow_redirects=True).text


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"student": "A"}, "This could be Ada (ada@example.org), Ana (ana@example.org). Enter the email."),
        ({"student": "Eve"}, "No student of this course has this name or email."),
        ({"student": ""}, "Enter the student"),
        ({"due_at": "2026-11-01T18:00"}, "not later than the due date of everybody"),
        ({"due_at": "soon"}, "Enter a date and a time"),
        ({"extra_attempts": "x"}, "Enter a whole number."),
        ({"due_at": "", "extra_attempts": ""}, "or more attempts, or both"),
        ({"reason": ""}, "Say why"),
    ],
)
def test_what_is_wrong_with_an_extension_is_told_and_kept(
    world: World, staff: Visitor, sent: dict[str, str], words: str
) -> None:
    dated(world)
    world.add_user("Ada")
    world.add_user("Ana")
    staff.get(PAGE)
    form = {"student": "ana@example.org", "due_at": "2026-12-05T18:00", "extra_attempts": "1", "reason": "Ill", **sent}
    answer = staff.post(GRANT, form)
    assert answer.status_code == 422
    assert words in answer.text.replace("&#39;", "'")
    assert all(f'value="{value}"' in answer.text for value in form.values() if value)
    assert 'name="title" type="text" value="Tiny network"' in answer.text, "the other form is as it was"
    with world.sessions() as session:
        assert session.scalars(select(Extension)).all() == []


def test_a_link_can_name_the_student(staff: Visitor) -> None:
    assert 'value="ada@example.org"' in staff.get(f"{PAGE}?student=ada@example.org").text


def test_a_hidden_assignment_is_no_page_for_students_at_once(world: World, staff: Visitor) -> None:
    ada = world.visitor(world.add_user("Ada"))
    assert ada.get("/assignments/1").status_code == 200
    save(staff, is_published="")
    assert ada.get("/assignments/1").status_code == 404
    assert "Tiny network" not in ada.get("/").text


def test_dates_hold_for_the_next_attempt_at_once(world: World) -> None:
    ada = world.add_user("Ada")
    with world.sessions.begin() as session:
        rules = line_items.rules_of(session.get_one(LineItem, 1))
        closed = type(rules)("Tiny network", due_at=utc_now() - timedelta(minutes=1))
        line_items.change(session, world.instructor, 1, closed, line_items.version_of(rules))
    visitor = world.visitor(ada)
    visitor.get("/account")
    answer = visitor.post("/assignments/1/submissions", {"code": "def forward(x):\n    return x\n"})
    assert answer.status_code == 422
    assert world.submissions() == []
