"""One submission as staff see it: comments, the score by hand, runs and neighbours."""

import re

import pytest

from grader.db.models import Role, User
from tests.web import trials
from tests.web.reports import PARTLY, PERFECT, TAUGHT, broken
from tests.web.world import CODE, Visitor, World


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada")


@pytest.fixture
def staff(world: World, ada: User) -> Visitor:
    world.submit(ada, PARTLY)
    return world.visitor(world.instructor)


def test_a_comment_stands_under_its_line_for_staff_and_student(world: World, ada: User, staff: Visitor) -> None:
    staff.get("/submissions/1?sort=student")
    answer = staff.post("/submissions/1/comments?sort=student", {"line": "5", "text": "Why <b>tanh</b>?\r\nThink."})
    assert answer.location == "/submissions/1?sort=student#comment-1"
    staff.post("/submissions/1/comments", {"line": "", "text": "Well begun."})
    for visitor in (staff, world.visitor(ada)):
        page = visitor.get("/submissions/1").text
        assert '<p class="said">Why &lt;b&gt;tanh&lt;/b&gt;?\nThink.</p>' in page
        assert page.index('id="line-5"') < page.index('id="comment-1"') < page.index("</section>", page.index("line-5"))
        assert page.index('id="comment-2"') < page.index('id="line-1"')
        assert ("Add the comment" in page) == (visitor is staff)
        assert ("/comments/1/remove" in page) == (visitor is staff)


def test_a_comment_that_is_not_accepted_is_not_lost(staff: Visitor) -> None:
    for line in ("77", "x", "-1", "0", "٣", "9" * 400):
        answer = staff.post("/submissions/1/comments", {"line": line, "text": "Why <i>?"})
        assert answer.status_code == 422
        assert "the lines are 1 to 6" in answer.text
        assert "Why &lt;i&gt;?</textarea>" in answer.text
        assert f'name="line" value="{line}"' in answer.text
    assert "is empty" in staff.post("/submissions/1/comments", {"text": " "}).text


def test_one_removes_ones_own_comments(world: World, staff: Visitor) -> None:
    staff.get("/submissions/1")
    staff.post("/submissions/1/comments", {"text": "Well begun."})
    assistant = world.visitor(world.add_user("Tia", role=Role.ASSISTANT))
    assert "/comments/1/remove" not in assistant.get("/submissions/1").text
    assert assistant.post("/comments/1/remove").status_code == 403
    assert "The comment is removed." in staff.post("/comments/1/remove", follow_redirects=True).text
    assert staff.post("/comments/1/remove").status_code == 404
    assert "Well begun." not in staff.get("/submissions/1").text


def test_the_score_by_hand_and_its_way_back(world: World, ada: User, staff: Visitor) -> None:
    staff.get("/submissions/1")
    sent = {"score": " 87,5 ", "reason": "Oral exam <1>."}
    page = staff.post("/submissions/1/override", sent, follow_redirects=True).text
    assert '<strong class="counting">87.5</strong>' in page
    assert "Oral exam &lt;1&gt;." in page
    assert "The attempts would give 20." in page
    assert "87.5" in world.visitor(ada).get("/").text
    page = staff.post("/submissions/1/lift", {"reason": "A mistake."}, follow_redirects=True).text
    assert '<strong class="counting">20</strong>' in page
    assert "Oral exam" not in page


@pytest.mark.parametrize("score", ["", "x", "101", "-1", "1e1", "nan", "33.333", "٣", "1_0", "9" * 400])
def test_a_score_that_is_none_is_refused_and_nothing_typed_is_lost(staff: Visitor, score: str) -> None:
    answer = staff.post("/submissions/1/override", {"score": score, "reason": "Oral <exam>."})
    assert answer.status_code == 422
    assert "must be a number from 0 to 100" in answer.text
    assert f'name="score" value="{score}"' in answer.text
    assert "Oral &lt;exam&gt;.</textarea>" in answer.text
    assert '<strong class="counting">20</strong>' in answer.text


def test_a_reason_is_asked_for(staff: Visitor) -> None:
    staff.get("/submissions/1")
    assert "Say why" in staff.post("/submissions/1/override", {"score": "5"}).text
    assert "Say why" in staff.post("/submissions/1/lift").text


def test_assistants_comment_and_change_no_score(world: World, staff: Visitor) -> None:
    assistant = world.visitor(world.add_user("Tia", role=Role.ASSISTANT))
    page = assistant.get("/submissions/1").text
    assert "Add the comment" in page
    for hidden in ("Set the score", "Regrade this attempt", "/override", "/lift"):
        assert hidden not in page
    assert assistant.post("/submissions/1/comments", {"text": "Well begun."}).status_code == 302
    for path in ("override", "lift"):
        assert assistant.post(f"/submissions/1/{path}", {"score": "5", "reason": "why"}).status_code == 403
    assert "by hand" not in staff.get("/submissions/1").text.replace("Set the score by hand", "")


def test_students_do_none_of_it(world: World, ada: User) -> None:
    world.submit(ada, PARTLY)
    for who, status in ((ada, 403), (world.add_user("Bob"), 404)):
        visitor = world.visitor(who)
        for path in ("comments", "override", "lift"):
            sent = {"text": "x", "score": "100", "reason": "please"}
            assert visitor.post(f"/submissions/1/{path}", sent).status_code == status, path
    page = world.visitor(ada).get("/submissions/1").text
    for hidden in ("What counts</h2>", "All runs", "Neighbouring", "desk.js", "Add the comment", "/override"):
        assert hidden not in page


def test_every_run_can_be_opened_and_trials_are_marked(world: World, staff: Visitor) -> None:
    regrade = trials.begin(world, [1])
    trials.end(world, PERFECT)
    page = staff.get("/submissions/1").text
    assert 'href="/submissions/1?run=2">Trial of regrade 1</a>' in page
    assert "<strong>20</strong>" in page, "what the student sees comes first"
    trial = staff.get("/submissions/1?run=2").text
    assert "This is the trial of" in trial
    assert "<strong>100</strong>" in trial
    trials.apply(world, regrade)
    assert "<strong>100</strong>" in staff.get("/submissions/1").text
    old = staff.get("/submissions/1?run=1").text
    assert "This is an earlier run." in old
    assert "<strong>20</strong>" in old
    for nonsense in ("99", "x", "-1", "9" * 400):
        assert "<strong>100</strong>" in staff.get(f"/submissions/1?run={nonsense}").text


def test_a_failed_trial_is_not_offered_to_be_graded_again(world: World, staff: Visitor) -> None:
    trials.begin(world, [1])
    trials.end(world, broken("service", "lost", "the container went away"))
    page = staff.get("/submissions/1?run=2").text
    assert "the container went away" in page
    assert "Grade again" not in page
    assert "The student reads" not in page


def neighbours(page: str) -> tuple[str | None, str | None]:
    found = dict(re.findall(r'<a rel="(prev|next)" href="([^"]+)"', page))
    return found.get("prev"), found.get("next")


def test_neighbours_are_the_newest_of_other_students_or_those_of_the_list(world: World, ada: User) -> None:
    bob, cleo = world.add_user("Bob"), world.add_user("Cleo")
    for student in (cleo, bob, ada):  # 1, 2, 3
        world.submit(student, PARTLY)
    world.submit(bob, TAUGHT, CODE + b"#")  # 4
    staff = world.visitor(world.instructor)
    assert neighbours(staff.get("/submissions/3").text) == (None, "/submissions/4")
    assert neighbours(staff.get("/submissions/2").text) == ("/submissions/3", "/submissions/1")
    assert "Student 2 of 3" in staff.get("/submissions/2").text
    page = staff.get("/submissions/2?sort=student").text
    assert neighbours(page) == ("/submissions/3?sort=student", "/submissions/4?sort=student")
    assert "2 of 4 <a" in page
    page = staff.get("/submissions/2?state=graded&mistake=sign").text
    assert neighbours(page) == (None, None)
    assert "Not in the" in page


def test_no_student_sees_anything_of_a_trial(world: World, ada: User) -> None:
    first = world.submit(ada, PARTLY)
    failed = world.submit(ada, broken("service", "lost", "gone"), CODE + b"#")
    waiting = world.submit(world.add_user("Bob"), None)
    student = world.visitor(ada)
    paths = ["/", "/assignments/1", "/submissions/1", "/submissions/2", "/runs/1", "/runs/2", "/submissions/1?run=4"]
    before = [student.get(path).data for path in paths]
    place = world.visitor(world.instructor).get(f"/runs/{waiting.runs[0].id}").text
    trials.begin(world, [first.id, failed.id])
    strip = re.compile(rb'value="[\w.-]+"|\d+ (second|minute)s? ago|just now')
    assert [strip.sub(b"", student.get(path).data) for path in paths] == [strip.sub(b"", page) for page in before]
    assert "This one is next." in place
    assert "This one is next." in world.visitor(world.instructor).get(f"/runs/{waiting.runs[0].id}").text
    for ended in (PERFECT, broken("author", "broken", "KeyError")):
        trials.end(world, ended, most=1)
        assert [strip.sub(b"", student.get(path).data) for path in paths] == [strip.sub(b"", page) for page in before]
    for trial in (4, 5):
        assert student.get(f"/runs/{trial}").status_code == 404
    assert student.get("/regrades/1").status_code == 404
    assert student.get("/assignments/1/regrades").status_code == 403
