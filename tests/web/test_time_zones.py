"""Times on pages are in the zone of who reads them."""

from datetime import UTC, datetime, timedelta

import pytest

from grader.db.models import User
from tests.web.scenes import set_rules
from tests.web.test_signin import ADA
from tests.web.world import Visitor, World

DUE = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)
"""A minute before Berlin's clocks go to summer time."""


@pytest.fixture
def ada(world: World) -> User:
    set_rules(world, due_at=DUE)
    return world.add_user("Ada")


def signed_in(world: World, user: User, zone: str) -> Visitor:
    visitor, path = world.stranger(), world.sign_in_path(user)
    assert 'name="time_zone"' in visitor.get(path).text
    visitor.post(path, {"time_zone": zone})
    visitor.get("/account")
    return visitor


def kept(world: World, user: User) -> str | None:
    with world.sessions() as session:
        return session.get_one(User, user.id).time_zone


def test_the_browser_says_the_zone_and_every_page_speaks_in_it(world: World, ada: User) -> None:
    world.submit(ada)
    visitor = signed_in(world, ada, "Europe/Berlin")
    for path in ("/", "/assignments/1"):
        assert "28 Mar 2027, 01:59 CET" in visitor.get(path).text
    assert " CE" in visitor.get("/submissions/1").text
    assert "Times are given in Europe/Berlin." in visitor.get("/").text


def test_a_moment_later_it_is_summer_time(world: World, ada: User) -> None:
    set_rules(world, due_at=DUE + timedelta(minutes=1))
    assert "28 Mar 2027, 03:00 CEST" in signed_in(world, ada, "Europe/Berlin").get("/").text


def test_a_zone_that_is_known_is_not_changed_by_another_browser(world: World, ada: User) -> None:
    signed_in(world, ada, "Europe/Berlin")
    signed_in(world, ada, "Asia/Tokyo")
    assert kept(world, ada) == "Europe/Berlin"


@pytest.mark.parametrize("said", ["", "Mars/Olympus", "../etc/passwd", "x" * 10_000, "\x00", "<b>", "EST5EDT"])
def test_what_is_no_zone_is_let_go(world: World, ada: User, said: str) -> None:
    visitor = signed_in(world, ada, said)
    assert kept(world, ada) is None
    assert "28 Mar 2027, 00:59 UTC" in visitor.get("/").text


def test_joining_and_passwords_tell_the_zone_as_well(world: World) -> None:
    newcomer = world.stranger()
    path = f"/join/{world.course.join_code}"
    newcomer.get(path)
    home = newcomer.post(path, {**ADA, "time_zone": "Asia/Kolkata"}, follow_redirects=True)
    assert "Times are given in Asia/Kolkata." in home.text
    world.set_password(world.instructor, "correct horse")
    teacher = world.stranger()
    teacher.get("/sign-in")
    sent = {"email": world.instructor.email, "password": "correct horse", "time_zone": "America/New_York"}
    assert "Times are given in America/New York." in teacher.post("/sign-in", sent, follow_redirects=True).text


def test_who_has_an_account_tells_the_zone_when_they_join(world: World) -> None:
    eve = world.add_user("Eve", world.other_course())
    visitor = world.visitor(eve)
    path = f"/join/{world.course.join_code}"
    assert 'name="time_zone"' in visitor.get(path).text
    visitor.post(path, {"time_zone": "Europe/Paris"})
    assert kept(world, eve) == "Europe/Paris"


def test_the_account_page_changes_the_zone(world: World, ada: User) -> None:
    visitor = world.visitor(ada)
    saved = visitor.post("/account/time-zone", {"time_zone": "Europe/Berlin"}, follow_redirects=True)
    assert "Times are now given in Europe/Berlin." in saved.text
    assert '<option value="Europe/Berlin" selected>' in saved.text
    assert "28 Mar 2027, 01:59 CET" in visitor.get("/").text
    refused = visitor.post("/account/time-zone", {"time_zone": "<b>Mars"})
    assert refused.status_code in {409, 422}
    assert "There is no such time zone." in refused.text
    assert kept(world, ada) == "Europe/Berlin"
