"""Joining, signing in and out."""

import re

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from grader.db.models import Role, SignInMail, User
from tests.web.world import World

ADA = {"name": "Ada Lovelace", "email": "Ada@Example.org", "password": "correct horse"}


def test_a_newcomer_joins_and_sees_the_assignments(world: World) -> None:
    newcomer = world.stranger()
    path = f"/join/{world.course.join_code}"
    assert "Make your account" in newcomer.get(path).text
    home = newcomer.post(path, ADA, follow_redirects=True)
    assert "Your account is made." in home.text
    assert "Tiny network" in home.text
    assert "One neuron, from scratch." in home.text
    assert "Not started" in home.text


def test_who_has_an_account_joins_with_one_button(world: World) -> None:
    visitor = world.visitor(world.add_user("Eve", world.other_course()))
    path = f"/join/{world.course.join_code}"
    page = visitor.get(path).text
    assert "You are signed in as Eve" in page
    assert "Password" not in page
    home = visitor.post(path, follow_redirects=True)
    assert "Welcome to “Networks”." in home.text
    assert visitor.get(path).status_code == 302, "who is in the course has nothing to join"


def test_joining_again_does_not_make_staff_a_student(world: World) -> None:
    instructor = world.visitor(world.instructor)
    instructor.post(f"/join/{world.course.join_code}")
    assert world.role_of(world.instructor) is Role.INSTRUCTOR


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"password": "short"}, "8 to 200 characters"),
    ],
)
def test_a_wrong_field_is_named_and_the_others_are_kept(world: World, wrong: dict[str, str], said: str) -> None:
    newcomer = world.stranger()
    path = f"/join/{world.course.join_code}"
    newcomer.get(path)
    answer = newcomer.post(path, {**ADA, **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    kept = "Ada@Example.org" if "email" not in wrong else "Ada Lovelace"
    assert kept in answer.text
    assert "correct horse" not in answer.text, "a password never comes back"


def test_an_address_with_an_account_is_told_to_sign_in(world: World) -> None:
    path = f"/join/{world.course.join_code}"
    for _ in range(2):
        newcomer = world.stranger()
        newcomer.get(path)
        answer = newcomer.post(path, ADA)
    assert answer.status_code == 422
    assert "sign in, then open the join link again" in answer.text


def test_an_unknown_join_code_leads_nowhere(world: World) -> None:
    stranger = world.stranger()
    assert stranger.get("/join/nothing").status_code == 404
    stranger.get("/sign-in")
    assert stranger.post("/join/nothing", ADA).status_code == 404


def test_a_password_signs_in_and_a_wrong_one_does_not(world: World) -> None:
    world.set_password(world.instructor, "correct horse")
    visitor = world.stranger()
    visitor.get("/sign-in")
    refused = visitor.post("/sign-in", {"email": world.instructor.email, "password": "wrong horse"})
    assert refused.status_code == 422
    assert "Email or password is wrong." in refused.text
    visitor.post("/sign-in", {"email": world.instructor.email, "password": "correct horse"})
    assert "Students and scores" in visitor.get("/").text
    assert visitor.get("/sign-in").location == "/"


def test_who_signs_in_waits_for_nobody_who_writes(world: World) -> None:
    """Hashing a password within SQLite's lock would hold up everybody; were it, this would wait for itself."""
    world.set_password(world.instructor, "correct horse")
    visitor = world.stranger()
    visitor.get("/sign-in")
    with world.sessions.begin() as session:
        session.execute(update(User).values(time_zone="Europe/Berlin"))
        wrong = visitor.post("/sign-in", {"email": world.instructor.email, "password": "wrong horse"})
        right = visitor.post("/sign-in", {"email": world.instructor.email, "password": "correct horse"})
    assert (wrong.status_code, right.location) == (422, "/")


def test_without_mail_a_teacher_gives_the_link(world: World) -> None:
    visitor = world.stranger()
    assert "Your teacher can give you a link" in visitor.get("/sign-in").text
    assert visitor.post("/sign-in-mail", {"email": world.instructor.email}).status_code == 404


@pytest.fixture
def mailing(world: World) -> World:
    """Return a world from which mail goes out."""
    world.app.config["MAILS_LINKS"] = True
    return world


def statements_of(world: World, email: str) -> tuple[list[str], str]:
    """Return what a wish for a link makes the database do, and the page that one sees then."""
    visitor = world.stranger()
    visitor.get("/sign-in")
    with world.statements() as sent:
        answer = visitor.post("/sign-in-mail", {"email": email})
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    page = visitor.get("/sign-in").text
    return sent, re.sub(r'value="[^"]+"', "", page)


def test_nobody_learns_who_has_an_account(mailing: World) -> None:
    """The answer and the work are the same for who has an account, who has not, and who has had enough links."""
    known = [statements_of(mailing, mailing.instructor.email) for _ in range(5)]
    unknown = statements_of(mailing, "stranger@example.org")
    assert all(each == unknown for each in known)
    assert any("INSERT INTO sign_in_mails" in each for each in unknown[0])
    assert "a link is on its way" in unknown[1]
    with mailing.sessions() as session:
        asked = list(session.scalars(select(SignInMail.user_id).order_by(SignInMail.id)))
    assert asked == [mailing.instructor.id] * 3 + [None] * 3


def test_what_is_no_address_stays_in_its_field(mailing: World) -> None:
    visitor = mailing.stranger()
    page = visitor.get("/sign-in").text
    assert "Send me a link" in page
    assert "Your teacher can give" not in page
    answer = visitor.post("/sign-in-mail", {"email": "nobody"})
    assert answer.status_code == 422
    assert "Enter an email address" in answer.text
    assert 'value="nobody"' in answer.text


def test_links_for_many_addresses_are_slowed_down(mailing: World) -> None:
    visitor = mailing.stranger()
    visitor.get("/sign-in")
    answers = [visitor.post("/sign-in-mail", {"email": f"{n}@example.org"}).status_code for n in range(301)]
    assert answers == [302] * 300 + [429]


def test_a_password_that_is_kept_in_an_old_way_is_kept_anew(world: World) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("correct horse")
    with world.sessions.begin() as session:
        session.execute(update(User).values(password_hash=old))
    visitor = world.stranger()
    visitor.get("/sign-in")
    visitor.post("/sign-in", {"email": world.instructor.email, "password": "correct horse"})
    assert visitor.get("/").status_code == 200, "the session is of the new hash"
    with world.sessions() as session:
        assert session.get_one(User, world.instructor.id).password_hash != old


def test_after_signing_in_one_is_where_one_wanted_to_go(world: World) -> None:
    world.set_password(world.instructor, "correct horse")
    visitor = world.stranger()
    wanted = f"/assignments/{world.item.id}/students"
    assert visitor.get(wanted).location == "/sign-in"
    visitor.get("/sign-in")
    credentials = {"email": world.instructor.email, "password": "correct horse", "next": "https://evil.example"}
    answer = visitor.post("/sign-in?next=https://evil.example", credentials)
    assert answer.location == wanted


def test_a_link_signs_in_once_and_only_by_its_button(world: World) -> None:
    path = world.sign_in_path(world.instructor)
    scanner = world.stranger()
    for _ in range(2):
        assert scanner.get(path).status_code == 200
    assert scanner.get("/").location == "/sign-in", "looking at the link does not sign in"
    assert scanner.client.head(path).status_code == 200
    person = world.stranger()
    person.get(path)
    assert person.post(path).location == "/"
    assert person.get("/").status_code == 200
    late = world.stranger()
    late.get(path)
    refused = late.post(path)
    assert refused.status_code == 409
    assert "used or has expired" in refused.text


def test_what_was_planted_in_a_session_does_not_survive_the_sign_in(world: World) -> None:
    visitor = world.stranger()
    path = world.sign_in_path(world.instructor)
    visitor.get(path)
    with visitor.client.session_transaction() as session:
        before = session["csrf_token"]
        session["planted"] = "by somebody else"
    visitor.post(path)
    visitor.get("/account")
    with visitor.client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != before


def test_signing_out_ends_the_session(world: World) -> None:
    visitor = world.visitor(world.instructor)
    assert visitor.post("/sign-out").location == "/sign-in"
    assert visitor.get("/").location == "/sign-in"
    assert visitor.get("/sign-out").status_code == 405


def test_a_new_password_signs_out_everywhere_else(world: World) -> None:
    here, elsewhere = world.visitor(world.instructor), world.visitor(world.instructor)
    assert here.post("/account", {"password": "short"}).status_code == 422
    saved = here.post("/account", {"password": "correct horse"}, follow_redirects=True)
    assert "Your new password is saved." in saved.text
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").location == "/sign-in"


def test_a_class_behind_one_address_signs_in_by_links_within_a_minute(world: World) -> None:
    visitor = world.stranger()
    for number in range(50):
        path = world.sign_in_path(world.add_user(f"Student {number}"))
        visitor.get(path)
        assert visitor.post(path).status_code == 302


def test_guessing_a_password_is_slowed_down_for_that_address_alone(world: World) -> None:
    visitor = world.stranger()
    visitor.get("/sign-in")
    guess = {"email": "ada@example.org", "password": "guess"}
    answers = [visitor.post("/sign-in", guess) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Wait a minute" in answers[-1].text
    assert visitor.post("/sign-in", {**guess, "email": "bob@example.org"}).status_code == 422


@pytest.mark.parametrize("kept", ["", "x", "1", "1-", "999-0000", "1-0000000000000000", "²-1", "-1"])
def test_a_session_of_nobody_is_a_stranger(world: World, kept: str) -> None:
    visitor = world.stranger()
    with visitor.client.session_transaction() as session:
        session["_user_id"] = kept
    assert visitor.get("/").location == "/sign-in"
