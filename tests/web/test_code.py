"""The code of an attempt: its marks, its comments, its receipt, the download; and who looked at it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from grader.db.models import AuditEvent, Role, Submission, User, utc_now
from tests.web.reports import PARTLY, PERFECT, broken
from tests.web.scenes import say, views
from tests.web.world import CODE, World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


def test_the_line_of_a_traceback_is_marked_and_leads_back_to_its_test(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    page = world.visitor(ada).get("/submissions/1").text
    [(line, anchor, words)] = re.findall(
        r'<span class="line marked" id="line-(\d+)"><a class="mark" href="#([\w-]+)" title="([^"]+)">', page
    )
    assert (line, words) == ("4", "A test failed here: The output is right.")
    assert f'<li class="test" id="{anchor}">' in page
    assert f'<span class="unseen">{words}</span>' in page


def test_the_line_that_kept_the_file_from_being_run_is_marked(world: World, ada: User) -> None:
    world.submit(ada, broken("student", "syntax_error", "Your file is not valid Python.\n  line 4: return ("))
    page = world.visitor(ada).get("/submissions/1").text
    assert 'id="line-4"><a class="mark" href="#why"' in page
    assert '<div id="why">' in page


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 400, "٣"])
def test_a_line_that_there_is_not_is_marked_nowhere(world: World, ada: User, number: str) -> None:
    world.submit(ada, broken("student", "syntax_error", f"Not valid.\n  line {number}: x"))
    page = world.visitor(ada).get("/submissions/1")
    assert page.status_code == 200
    assert 'href="#why"' not in page.text or number == "٣"


def test_comments_stand_above_the_code_and_under_their_lines(world: World, ada: User) -> None:
    submission = world.submit(ada, PERFECT)
    say(world, submission, "Well done.\n<b>Really.</b>")
    say(world, submission, "Why tanh?", line=5)
    say(world, submission, "Beyond the end.", line=999)
    page = world.visitor(ada).get("/submissions/1").text
    above, code = page.split('<div class="listing">')
    assert "Well done.\n&lt;b&gt;Really.&lt;/b&gt;" in above
    assert "Beyond the end." in above
    assert "Ines Instructor" in above
    before = code.split("Why tanh?")[0]
    assert 'id="line-5"' in before
    assert 'id="line-6"' not in before
    assert page.count("<pre") == page.count("</pre>")


def test_the_receipt_tells_size_and_lines_and_the_file_comes_back_byte_for_byte(world: World, ada: User) -> None:
    content = b"\xef\xbb\xbfx = 1\r\n\ty = '\xc3\xa9'\r\n"
    world.submit(ada, PERFECT, content)
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/1").text
    assert f"{len(content)} bytes, 2 lines" in page
    answer = visitor.get("/submissions/1/solution.py")
    assert answer.data == content
    assert answer.headers["Content-Disposition"] == "attachment; filename=solution.py"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_file_is_for_its_student_and_staff_alone(world: World, ada: User) -> None:
    world.submit(ada, PERFECT)
    path = "/submissions/1/solution.py"
    assert world.visitor(world.add_user("Bob")).get(path).status_code == 404
    assert world.visitor(world.add_teacher("Otto", world.other_course())).get(path).status_code == 404
    assert world.visitor(world.add_user("Anna", role=Role.ASSISTANT)).get(path).data == CODE
    assert world.visitor(ada).get("/submissions/99999999999/solution.py").status_code == 404


def test_a_file_that_was_erased_is_said_to_be_gone(world: World, ada: User) -> None:
    world.submit(ada, PERFECT)
    with world.sessions.begin() as session:
        session.execute(update(Submission).values(erased_at=utc_now(), content=b""))
    visitor = world.visitor(ada)
    page = visitor.get("/submissions/1").text
    assert "The file was deleted" in page
    assert "solution.py" not in page
    assert visitor.get("/submissions/1/solution.py").status_code == 404


def test_that_staff_looked_is_written_down_once_an_hour(world: World, ada: User) -> None:
    world.submit(ada, PERFECT)
    world.submit(ada, PERFECT, CODE + b"#")
    staff = world.visitor(world.instructor)
    for path in ("/submissions/1", "/submissions/1", "/submissions/1/solution.py", "/submissions/2", "/runs/2"):
        assert staff.get(path).status_code == 200
    first, second = views(world)
    assert (first.actor_id, first.student_id) == (world.instructor.id, ada.id)
    assert (first.target, second.target) == ("Tiny network, attempt 1", "Tiny network, attempt 2")
    assert "Ada" in staff.get("/submissions/1").text
    with world.sessions.begin() as session:
        session.execute(update(AuditEvent).values(at=utc_now() - timedelta(minutes=61)))
    staff.get("/submissions/1")
    assert len(views(world)) == 3


def test_another_of_the_staff_is_written_down_as_well(world: World, ada: User) -> None:
    world.submit(ada, PERFECT)
    for person in (world.instructor, world.add_user("Anna", role=Role.ASSISTANT)):
        world.visitor(person).get("/submissions/1/solution.py")
    assert len(views(world)) == 2


def test_to_look_at_ones_own_work_or_to_ask_for_news_is_no_view(world: World, ada: User) -> None:
    world.submit(ada, PERFECT)
    world.submit(world.instructor, PERFECT)
    world.visitor(ada).get("/submissions/1")
    staff = world.visitor(world.instructor)
    staff.get("/submissions/2")
    staff.get("/submissions/2/solution.py")
    staff.get("/runs/1")
    assert views(world) == []


def test_a_file_of_very_many_lines_is_shown_in_part(world: World, ada: User) -> None:
    submission = world.submit(ada, PERFECT, b"\n" * 200_000 + b"x = 1")
    say(world, submission, "About the end.", line=200_001)
    page = world.visitor(ada).get("/submissions/1").text
    assert "These are the first 5000 of 200001 lines." in page
    assert "200001 lines" in page.split("These are")[1]
    assert page.count('class="line"') == 5000
    assert "About the end." in page
