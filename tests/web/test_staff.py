"""What staff see of a course."""

import re

from grader.db.models import Role
from tests.web.reports import PARTLY, broken
from tests.web.world import World


def test_the_course_shows_how_far_each_assignment_is(world: World) -> None:
    ada, bob = world.add_user("Ada"), world.add_user("Bob")
    world.add_user("Cleo")
    world.submit(ada, PARTLY)
    world.submit(bob)
    page = world.visitor(world.instructor).get("/courses/1").text
    assert "3 students, 1 assignment." in page
    figures = re.findall(r'<td class="number">(?:<a [^>]+>)?([^<]*)', page)
    assert figures == ["2", "1", "1", "20"], "handed in, graded, missing, mean"
    assert '<a href="/assignments/1/students">Tiny network</a>' in page
    assert "Hidden" not in page
    assert "Needs attention" not in page


def test_failed_runs_come_first_with_whose_fault_they_are(world: World) -> None:
    world.submit(world.add_user("Ada"), broken("author", "author_error", "test_x.py:3: KeyError"))
    world.submit(world.add_user("Bob"), broken("service", "sandbox_lost", "exit code 137"))
    page = world.visitor(world.instructor).get("/courses/1").text
    attention, scores = page.index("Needs attention"), page.index("Handed in")
    assert attention < page.index("exit code 137") < page.index("test_x.py:3: KeyError") < scores
    assert "a mistake in the assignment" in page
    assert "a failure of the service" in page


def test_a_mistake_of_a_student_needs_no_attention(world: World) -> None:
    world.submit(world.add_user("Ada"), broken("student", "syntax_error", "no"))
    assert "Needs attention" not in world.visitor(world.instructor).get("/courses/1").text


def test_an_empty_course_says_what_comes_next(world: World) -> None:
    elsewhere = world.other_course()
    page = world.visitor(world.add_teacher("Otto", elsewhere)).get(f"/courses/{elsewhere.id}").text
    assert "Give your students this link" in page
    assert f"http://127.0.0.1:8000/join/{elsewhere.join_code}" in page


def test_who_is_in_no_course_is_told_how_to_join(world: World) -> None:
    user = world.add_user("Eve")
    world.remove(user)
    assert "Open the join link" in world.visitor(user).get("/").text


def test_who_teaches_one_course_and_takes_another_sees_both(world: World) -> None:
    elsewhere = world.other_course()
    user = world.add_teacher("Tess", elsewhere)
    world.enrol(user, Role.STUDENT)
    home = world.visitor(user).get("/").text
    assert f'href="/courses/{elsewhere.id}"' in home
    assert 'href="/courses/1"' not in home
    assert 'href="/assignments/1"' in home
