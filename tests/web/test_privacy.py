"""Pages for what is stored about people: to have it, to see it erased, and how long it is kept."""

import re
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from grader.db.models import AuditEvent, Course, Passback, Role, Submission, User, utc_now
from grader.services import retention
from grader.web.security import limiter
from tests.web.reports import PARTLY
from tests.web.world import CODE, Visitor, World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada Lovelace")


@pytest.fixture
def staff(world: World) -> Visitor:
    return world.visitor(world.instructor)


def erasure_of(user: User) -> str:
    return f"/courses/1/people/{user.id}/erasure"


def names(answer: TestResponse) -> list[str]:
    """Return what is in the archive that was sent."""
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert "attachment" in answer.headers["Content-Disposition"]
    with ZipFile(BytesIO(answer.data)) as file:
        return file.namelist()


def age(world: World, days: int) -> None:
    """Let all attempts have come so long ago."""
    with world.sessions.begin() as session:
        session.execute(update(Submission).values(received_at=utc_now() - timedelta(days=days)))


def contents(world: World) -> list[bytes]:
    with world.sessions() as session:
        return list(session.scalars(select(Submission.content).order_by(Submission.id)))


def actions(world: World) -> list[str]:
    with world.sessions() as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def test_people_download_their_own_data(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    visitor = world.visitor(ada)
    assert 'href="/account/data.zip"' in visitor.get("/account").text
    assert "course-1/attempts/tiny/1/solution.py" in names(visitor.get("/account/data.zip"))
    assert actions(world) == []


def test_ones_own_data_is_not_made_without_end(world: World, ada: User) -> None:
    limiter.reset()
    visitor, other = world.visitor(ada), world.visitor(world.add_user("Bob"))
    assert [visitor.get("/account/data.zip").status_code for _ in range(7)] == [200] * 6 + [429]
    assert other.get("/account/data.zip").status_code == 200
    limiter.reset()


def test_an_instructor_downloads_a_students_data_and_it_is_noted(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    path = f"/courses/1/people/{ada.id}/data.zip"
    assert f'href="{path}"' in staff.get(f"/courses/1/people/{ada.id}").text
    assert "attempts/tiny/1/log.txt" in names(staff.get(path))
    assert actions(world) == ["exported_student"]


@pytest.mark.parametrize("path", ["/courses/1/people/{0}/data.zip", "/courses/1/people/{0}/erasure"])
def test_nobody_else_has_or_erases_a_students_data(world: World, ada: User, path: str) -> None:
    elsewhere = world.other_course()
    strangers = [world.add_teacher("Otto", elsewhere), world.add_user("Eve", elsewhere)]
    refused = [world.add_user("Asta", role=Role.ASSISTANT), ada]
    for user, status in [*((each, 403) for each in refused), *((each, 404) for each in strangers)]:
        visitor = world.visitor(user)
        assert visitor.get(path.format(ada.id)).status_code == status
        if path.endswith("erasure"):
            assert visitor.post(path.format(ada.id), {"email": ada.email}).status_code == status
    otto = world.visitor(strangers[0])
    assert otto.get(path.format(ada.id).replace("/courses/1", f"/courses/{elsewhere.id}")).status_code == 404
    for unknown in (strangers[1].id, 99999, 2**40):
        assert world.visitor(world.instructor).get(path.format(unknown)).status_code == 404
    assert actions(world) == []


def test_an_erasure_is_shown_before_it_is_done(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    page = staff.get(erasure_of(ada)).text
    for words in ("The files of 1 attempt,", "Erase Ada Lovelace", "the account ends", "Scores, times"):
        assert words in page
    assert contents(world) == [CODE]


def test_the_preview_counts_what_platforms_were_sent(full_world: World) -> None:
    with full_world.sessions() as session:
        told = session.scalars(select(Passback)).one().student
    page = full_world.visitor(full_world.instructor).get(erasure_of(told)).text
    assert "1 record of grades sent to a learning platform" in page
    assert "to other systems; what still waits" not in page


def test_the_address_has_to_be_typed(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    staff.get(erasure_of(ada))
    for typed in ("", "bob@example.org", "<script>"):
        answer = staff.post(erasure_of(ada), {"email": typed})
        assert answer.status_code == 422
        assert "This is not the address of the student" in answer.text
        assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    assert contents(world) == [CODE]


def test_an_erased_student_is_signed_out_and_their_attempt_says_so(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    visitor, link = world.visitor(ada), world.sign_in_path(ada)
    staff.get(erasure_of(ada))
    answer = staff.post(erasure_of(ada), {"email": " ADA.lovelace@example.org "}, follow_redirects=True)
    assert answer.request.path == "/courses/1/people"
    assert "Erased. The scores are those of “Erased student" in answer.text
    assert visitor.get("/").location == "/sign-in"
    stranger = world.stranger()
    stranger.get(link)
    assert stranger.post(link).status_code == 409
    page = staff.get("/submissions/1").text
    assert "The file was deleted" in page
    assert "<strong>20</strong>" in page
    everywhere = [staff.get(path).text for path in ("/courses/1", "/courses/1/people", "/courses/1/audit", "/runs/1")]
    assert not any("Lovelace" in text for text in [page, *everywhere])
    assert contents(world) == [b""]


def test_a_form_that_is_sent_again_erases_nothing_more(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    staff.get(erasure_of(ada))
    told = [staff.post(erasure_of(ada), {"email": ada.email}, follow_redirects=True).text for _ in range(3)]
    assert ["Erased. The scores" in text for text in told] == [True, False, False]
    assert ["Nothing was erased" in text for text in told] == [False, True, True]
    assert actions(world) == ["erased_student"]
    stand_in = re.search(r'/courses/1/people/(\d+)">Erased student', told[0])
    assert stand_in
    page = staff.get(f"/courses/1/people/{stand_in[1]}").text
    assert "Erase Erased" not in page
    assert staff.get(f"/courses/1/people/{stand_in[1]}/erasure").status_code == 409


def test_staff_are_not_erased(world: World, staff: Visitor) -> None:
    assert "Staff cannot be erased" in staff.get(erasure_of(world.instructor)).text


def test_an_address_of_an_erased_one_cannot_be_taken_beforehand(world: World) -> None:
    stranger = world.stranger()
    path = f"/join/{world.course.join_code}"
    stranger.get(path)
    form = {"name": "Eve", "email": "erased-2@invalid", "password": "a password"}
    assert stranger.post(path, form).status_code == 422


def test_days_are_set_and_cleared_and_what_is_typed_is_not_lost(world: World, staff: Visitor) -> None:
    path = "/courses/1/retention"
    assert "Everything is kept." in staff.get(path).text
    assert staff.post(path, {"days": " 180 "}).status_code == 302
    assert 'value="180"' in staff.get(path).text
    for typed in ("0", "3651", "-1", "ten", "1e3", "٣", "9" * 400, "1.5"):
        answer = staff.post(path, {"days": typed})
        assert (answer.status_code, "from 1 to 3650, or nothing" in answer.text) == (422, True), typed
        assert f'value="{typed[:20]}"' in answer.text
    assert 'value="180"' in staff.get(path).text
    staff.post(path, {"days": ""})
    assert "Everything is kept." in staff.get(path).text
    assert actions(world) == ["changed_settings", "changed_settings"]


def deletion(staff: Visitor) -> dict[str, str]:
    """Return what the form for the deletion sends."""
    found = re.search(r'name="before" value="(\d+)"', staff.get("/courses/1/retention").text)
    assert found
    return {"before": found[1]}


def test_the_dry_run_shows_what_the_button_then_deletes(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    age(world, 40)
    staff.get("/courses/1/retention")
    staff.post("/courses/1/retention", {"days": "30"})
    assert "1 attempt of 1 student" in staff.get("/courses/1/retention").text
    form = deletion(staff)
    world.submit(ada, PARTLY, CODE + b"# new")
    told = [staff.post("/courses/1/retention/deletion", form, follow_redirects=True).text for _ in range(2)]
    assert "1 attempt lost its file." in told[0]
    assert "Nothing was left to delete." in told[1]
    assert "Nothing is older than 30 days." in told[1]
    assert contents(world) == [b"", CODE + b"# new"]
    page = world.visitor(ada).get("/submissions/1").text
    assert "The file was deleted" in page
    assert "<strong>20</strong>" in page


def test_what_one_press_leaves_is_told(
    world: World, ada: User, staff: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        world.submit(ada, PARTLY, CODE + b"#" * number)
    age(world, 40)
    staff.get("/courses/1/retention")
    staff.post("/courses/1/retention", {"days": "30"})
    form = deletion(staff)
    monkeypatch.setattr(retention, "BATCH", 1)
    ticks = iter([0.0, 1.0, 2.0, 99.0])
    monkeypatch.setattr(import_module("grader.web.staff.retention"), "clock", lambda: next(ticks))
    answer = staff.post("/courses/1/retention/deletion", form, follow_redirects=True)
    assert "2 attempts lost their files. 1 attempt is left: press again." in answer.text


def test_days_that_were_changed_meanwhile_stop_the_deletion(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada, PARTLY)
    age(world, 40)
    staff.get("/courses/1/retention")
    staff.post("/courses/1/retention", {"days": "30"})
    form = deletion(staff)
    staff.post("/courses/1/retention", {"days": "60"})
    answer = staff.post("/courses/1/retention/deletion", form)
    assert (answer.status_code, "nothing was deleted" in answer.text) == (409, True)
    assert contents(world) == [CODE]


@pytest.mark.parametrize("before", ["", "soon", "-1", "1e9", "٣", "9" * 11, "9" * 400, "99999999999999"])
def test_a_damaged_form_deletes_nothing(world: World, ada: User, staff: Visitor, before: str) -> None:
    world.submit(ada, PARTLY)
    age(world, 40)
    staff.get("/courses/1/retention")
    staff.post("/courses/1/retention", {"days": "30"})
    assert staff.post("/courses/1/retention/deletion", {"before": before}).status_code == 409
    assert contents(world) == [CODE]


@pytest.mark.parametrize("path", ["/courses/1/retention", "/courses/1/retention/deletion"])
def test_retention_is_for_instructors(world: World, ada: User, path: str) -> None:
    assistant = world.visitor(world.add_user("Asta", role=Role.ASSISTANT))
    for visitor in (assistant, world.visitor(ada)):
        if not path.endswith("deletion"):
            assert visitor.get(path).status_code == 403
        assert visitor.post(path, {"days": "1", "before": "1"}).status_code == 403
    with world.sessions() as session:
        assert session.get_one(Course, 1).retention_days is None


def test_queries_do_not_grow_with_the_attempts(world: World, ada: User, staff: Visitor) -> None:
    staff.get("/courses/1/retention")
    staff.post("/courses/1/retention", {"days": "30"})
    paths = ["/courses/1/retention", erasure_of(ada)]
    counts = []
    for more in (1, 8):
        for number in range(more):
            world.submit(ada, PARTLY, CODE + b"#" * (more + number))
        age(world, 40)
        counts.append([world.count_queries(staff, path) for path in paths])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 30


def test_a_grading_that_was_ended_by_erasure_needs_no_attention(world: World, ada: User, staff: Visitor) -> None:
    world.submit(ada)
    staff.get(erasure_of(ada))
    staff.post(erasure_of(ada), {"email": ada.email})
    assert "Needs attention" not in staff.get("/courses/1").text


def test_everybody_reads_the_statement(world: World, ada: User) -> None:
    with world.sessions.begin() as session:
        session.execute(update(Course).values(retention_days=90))
    page = world.stranger().get("/about").text
    assert "Privacy and accessibility" in page
    assert "Networks" not in page
    assert "may be deleted after 90 days" in world.visitor(ada).get("/about").text
    assert 'href="/about"' in world.stranger().get("/sign-in").text
