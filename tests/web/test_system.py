"""The page of the whole installation: for operators alone, its alarms, and what its numbers count."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from grader.db.models import ClassReport, JobState, Release, Run, SignInMail, User, Worker, utc_now
from grader.services import accounts, regrades
from grader.web.app import create_app
from tests.web.full import fill
from tests.web.reports import PERFECT
from tests.web.scenes import add_item
from tests.web.world import CODE, Visitor, World, chosen_settings, make_world

LONG_AGO = timedelta(minutes=3)
ENGINE = "No Docker engine answers. Run: grader setup"


@pytest.fixture
def operator(world: World) -> Visitor:
    """Return somebody who operates the grader and is in no course."""
    with world.sessions.begin() as session:
        session.add(User(name="Olga Operator", email="olga@example.org"))
        session.flush()
        accounts.let_operate(session, "olga@example.org", is_operator=True)
        user = accounts.with_address(session, "olga@example.org")
    return world.visitor(user)


@pytest.fixture
def with_broker(world: World) -> World:
    """Return the same world, whose pages are served with a broker for workers elsewhere."""
    world.app = create_app(
        chosen_settings(world.folder, str(world.engine.url), BROKER="redis://nowhere"), world.sessions
    )
    return world


def add_worker(world: World, name: str = "one:1", **values: object) -> None:
    """Let a worker be seen just now."""
    known = {"host": name.partition(":")[0], "release": "a" * 64, "slots": 2, **values}
    with world.sessions.begin() as session:
        session.add(Worker(name=name, **known))


def words(answer: TestResponse) -> str:
    """Return what is read on the page, without tags."""
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text.partition("<main")[2] or answer.text).split())


def row(answer: TestResponse, name: str) -> list[str]:
    """Return the cells of the row of a table that is called *name*."""
    found = re.search(rf'<th scope="row">{re.escape(name)}</th>(.*?)</tr>', answer.text, re.DOTALL)
    assert found, name
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found[1], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def wait_long(world: World, *students: str) -> list[int]:
    """Let students hand in, and wait for three minutes; return the ids of their submissions."""
    stored = [world.submit(world.add_user(name)) for name in students]
    for each in stored:
        world.change(each, created_at=utc_now() - LONG_AGO, due=utc_now() - LONG_AGO)
    return [each.id for each in stored]


def test_operators_reach_it_from_every_page_and_nobody_else_learns_of_it(world: World, operator: Visitor) -> None:
    assert '<a href="/system">System</a>' in operator.get("/").text
    assert "<h1>System</h1>" in operator.get("/system").text
    for other in (world.add_user("Ada"), world.add_teacher("Tom", world.course)):
        visitor = world.visitor(other)
        assert "/system" not in visitor.get("/").text
        for path in ("/system", "/system/now"):
            assert visitor.get(path).status_code == 404
    with world.sessions.begin() as session:
        accounts.let_operate(session, "olga@example.org", is_operator=False)
    assert operator.get("/system").status_code == 404


@pytest.mark.usefixtures("full_world")
def test_it_names_no_student_and_shows_no_code(operator: Visitor) -> None:
    text = words(operator.get("/system"))
    assert "gone" in text, "the message of a fault"
    assert not re.search("Ada|Bob|Asta|example.org|tanh|/submissions/", text)


def test_an_empty_installation_is_told_that_nobody_works(operator: Visitor) -> None:
    text = words(operator.get("/system"))
    assert "No worker lives" in text
    assert "look at its log, and start it again" in text
    assert "None has been seen for 20 seconds." in text
    assert "Nothing is being tried again, and nothing was given up." in text


def test_with_a_broker_the_advice_is_to_start_a_worker(with_broker: World) -> None:
    text = words(with_broker.visitor(with_broker.instructor).get("/system"))
    assert "Start one: grader worker" in text


def test_all_is_well_with_a_worker_that_works(world: World, operator: Visitor) -> None:
    add_worker(world, spare=1, running=1)
    with world.sessions.begin() as session:
        session.add(Release(digest="a" * 64))
    page = operator.get("/system")
    assert "All is well 1 worker with 2 slots." in words(page)
    assert "Gone" not in words(page)
    assert row(page, "one:1") == ["Works", "1 of 2", "1", "aaaaaaaaaaaa in force", "just now", "just now"]


def test_an_obstacle_is_told_in_full_and_who_else_works(world: World, operator: Visitor) -> None:
    add_worker(world, "one:1", obstacle=ENGINE)
    text = words(operator.get("/system"))
    assert "No worker takes any work" in text
    assert f"one:1 takes no work {ENGINE}" in text
    add_worker(world, "two:2", release="b" * 64)
    page = operator.get("/system")
    assert "Only 1 of 2 workers can work" in words(page)
    assert row(page, "one:1")[0] == "Takes no work"
    assert "another one" in row(page, "two:2")[3]


def test_a_worker_that_was_killed_is_told_of_and_does_not_count(world: World, operator: Visitor) -> None:
    add_worker(world, "dead:1", seen_at=utc_now() - timedelta(minutes=5))
    text = words(operator.get("/system"))
    assert "No worker lives" in text
    assert "Gone without leave" in text
    assert "dead:1, last seen 5 min ago" in text


def test_a_line_that_stands_still_is_an_alarm_though_workers_live(world: World, operator: Visitor) -> None:
    add_worker(world)
    wait_long(world, "Ada")
    page = operator.get("/system")
    assert "The line is not moving" in words(page)
    assert row(page, "Attempts")[:3] == ["1", "0", "3 min"]
    staff = world.visitor(world.instructor).get("/courses/1").text
    assert "The line is not moving" in staff
    assert 'The page <a href="/system">System</a> says why' in staff
    assistant = world.visitor(world.add_teacher("Tom", world.course)).get("/courses/1").text
    assert "Ask whoever runs the grader" in assistant


def test_with_a_broker_a_line_that_stands_still_points_at_it(with_broker: World) -> None:
    add_worker(with_broker)
    wait_long(with_broker, "Ada")
    assert "whether the server that BROKER names answers" in words(
        with_broker.visitor(with_broker.instructor).get("/system")
    )


def test_each_kind_of_work_is_counted_apart(world: World, operator: Visitor) -> None:
    ada, bob = world.add_user("Ada"), world.add_user("Bob")
    done = world.submit(ada, PERFECT)
    world.begin(world.submit(bob))
    wait_long(world, "Carl", "Dora")
    with world.sessions.begin() as session:
        regrades.start(session, world.instructor, world.item.id, [done.id], "A test was wrong.")
        session.add(SignInMail(state=JobState.FAILED, finished_at=utc_now() - timedelta(hours=1)))
        session.add(SignInMail(state=JobState.FAILED, finished_at=utc_now() - timedelta(hours=30)))
        session.execute(update(ClassReport).values(due=utc_now() - timedelta(minutes=30)))
    page = operator.get("/system")
    assert row(page, "Attempts") == ["2", "1", "3 min", "0"]
    assert row(page, "Regrades")[:2] == ["1", "0"]
    assert row(page, "Figures of classes") == ["1", "0", "30 min", "0"]
    assert row(page, "Comparisons") == ["0", "0", "–", "0"]
    assert row(page, "Sign-in mails") == ["0", "0", "–", "1"]


def test_where_runs_wait_comes_by_number_with_links_for_staff_alone(world: World, operator: Visitor) -> None:
    other = add_item(world, "other", "Other network")
    wait_long(world, "Ada", "Bob")
    stored = world.submit(world.student)
    with world.sessions.begin() as session:
        session.execute(update(Run).where(Run.submission_id == stored.id).values(family=str(other.id)))
    page = operator.get("/system")
    assert row(page, "Tiny network")[:2] == ["Networks", "2"]
    assert 'href="/courses/1"' not in page.text
    assert 'href="/courses/1"' in world.visitor(world.instructor).get("/system").text


def test_the_pace_is_of_the_last_hour_and_the_last_day(world: World, operator: Visitor) -> None:
    for number, (ended_ago, wait_s, run_s) in enumerate([(60, 4, 2), (120, 6, 3), (7200, 100, 50), (2 * 86400, 9, 9)]):
        stored = world.submit(world.add_user(f"Student {number}"), PERFECT)
        finished = utc_now() - timedelta(seconds=ended_ago)
        began = finished - timedelta(seconds=run_s)
        world.change(
            stored, due=finished, finished_at=finished, started_at=began, created_at=began - timedelta(seconds=wait_s)
        )
    with world.sessions.begin() as session:
        regrade = regrades.start(session, world.instructor, world.item.id, [stored.id], "A test was wrong.")
        now = utc_now()
        ended = {"state": JobState.DONE, "due": now, "finished_at": now, "score": 100}
        begun = {"started_at": now - timedelta(seconds=3), "created_at": now - timedelta(hours=9)}
        session.execute(update(Run).where(Run.regrade_id == regrade.id).values(**ended, **begun))
    page = operator.get("/system")
    assert row(page, "Last hour") == ["3", "5.0 s", "6.0 s", "3.0 s", "3.0 s"]
    assert row(page, "Last day") == ["4", "6.0 s", "2 min", "3.0 s", "50 s"]


def fail(world: World, name: str, message: str, **values: object) -> int:
    """Let a run of a new student go wrong through our fault; return the id of the submission."""
    stored = world.submit(world.add_user(name), content=CODE + name.encode())
    wrong = {"fault": "service", "error_kind": "sandbox_lost", "error_message": message, "tries": 1}
    world.change(stored, **{**wrong, **values})
    return stored.id


def test_faults_stand_together_by_their_first_line(world: World, operator: Visitor) -> None:
    now = utc_now()
    ended = {"state": JobState.FAILED, "finished_at": now - timedelta(minutes=5), "due": now - timedelta(minutes=5)}
    first = fail(world, "Ada", "The container went away.\nid 1", **ended)
    fail(world, "Bob", "The container went away.\nid 2", due=now + timedelta(seconds=30))
    fail(world, "Carl", "Old and forgotten.", **{**ended, "due": now - timedelta(days=8)})
    fail(world, "Dora", "A mistake of the author's.", **ended, fault="author")
    page = operator.get("/system")
    text = words(page)
    assert "Attempts: 1 being tried again, 1 given up" in text
    assert "sandbox_lost, just now The container went away." in text
    assert not re.search("id [12]|Old and|author", text)
    assert "/submissions/" not in page.text
    staff = world.visitor(world.instructor).get("/system").text
    assert f'<a href="/submissions/{first}">Tiny network, attempt 1</a>' in staff


def test_who_operates_and_is_a_student_is_led_to_nobodys_work(world: World) -> None:
    bob = world.add_user("Bob")
    with world.sessions.begin() as session:
        accounts.let_operate(session, bob.email, is_operator=True)
    fail(world, "Ada", "The container went away.", due=utc_now() + timedelta(seconds=30))
    page = world.visitor(bob).get("/system")
    assert "1 being tried again" in words(page)
    assert row(page, "Tiny network")[1] == "1"
    assert not re.search("/submissions/|/courses/", page.text)


def test_mails_that_cannot_be_sent_are_told_of_as_well(world: World, operator: Visitor) -> None:
    wrong = {"fault": "service", "error_kind": "mail_not_sent", "error_message": "ConnectionRefusedError 111"}
    with world.sessions.begin() as session:
        session.add(SignInMail(tries=2, **wrong))
    assert "Sign-in mails: 1 being tried again mail_not_sent, just now ConnectionRefusedError 111" in words(
        operator.get("/system")
    )


def asked_next(answer: TestResponse) -> str:
    """Return the address that the page asks for news."""
    found = re.search(r'hx-get="([^"]+)" hx-trigger="every 5s"', answer.text)
    assert found
    return found[1]


def test_news_come_only_when_there_are_any_and_alarms_are_announced(world: World, operator: Visitor) -> None:
    page = operator.get("/system")
    assert '<p id="announcement" class="unseen" role="status"></p>' in page.text
    assert operator.get(asked_next(page)).status_code == 204
    add_worker(world)
    page = operator.get(asked_next(page))
    assert '<p id="announcement" hx-swap-oob="innerHTML">All is well</p>' in page.text
    assert "<html" not in page.text
    world.submit(world.add_user("Ada"))
    page = operator.get(asked_next(page))
    assert row(page, "Attempts")[0] == "1"
    assert "announcement" not in page.text, "no alarm came or went"


@pytest.mark.parametrize("seen", ["", ".", "x" * 3000, "%00<script>"])
def test_an_address_that_no_page_made_gets_all_of_it(operator: Visitor, seen: str) -> None:
    page = operator.get("/system/now", query_string={"seen": seen})
    assert "No worker lives" in words(page)
    assert "<script>" not in page.text


@pytest.fixture
def on_postgresql(tmp_path: Path, postgresql_url: str) -> Iterator[World]:
    made = make_world(tmp_path, postgresql_url)
    yield made
    made.close()


def test_it_is_the_same_on_postgresql(on_postgresql: World) -> None:
    fill(on_postgresql)
    page = on_postgresql.visitor(on_postgresql.instructor).get("/system")
    assert row(page, "Attempts")[:2] == ["1", "0"]
    assert row(page, "one:1")[0] == "Works"
    assert "Attempts: 1 given up" in words(page)
