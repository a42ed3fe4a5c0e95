"""Whether the LMS has a grade, by programs."""

from tests.api.program import Program
from tests.web.world import World


def test_grades_for_the_lms_are_listed_and_sent_again(full_world: World) -> None:
    program = Program(full_world, full_world.instructor)
    listed = (program.get("courses/1/lms-grades").json or {})["items"]
    assert listed
    failing = next(each for each in listed if each["standing"] == "failing")
    assert failing["last_error"]
    answer = program.post(f"courses/1/lms-grades/{failing['id']}/replay")
    assert (answer.status_code, (answer.json or {})["id"]) == (200, failing["id"])
    assert program.post("courses/1/lms-grades/999/replay").status_code == 404


def test_grades_for_the_lms_are_for_instructors(full_world: World) -> None:
    student = Program(full_world, full_world.student)
    outsider = Program(full_world, full_world.add_teacher("Otto", full_world.other_course()))
    for program, status in ((student, 403), (outsider, 404)):
        assert program.get("courses/1/lms-grades").status_code == status
        assert program.post("courses/1/lms-grades/1/replay").status_code == status
