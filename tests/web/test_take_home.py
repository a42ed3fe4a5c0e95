"""The download of what a student takes home."""

from io import BytesIO
from zipfile import ZipFile

from tests.web.world import World


def test_a_student_downloads_the_starter_with_a_checker(world: World) -> None:
    visitor = world.visitor(world.add_user("Ada"))
    assert 'href="/assignments/1/kit.zip"' in visitor.get("/assignments/1").text
    answer = visitor.get("/assignments/1/kit.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == "attachment; filename=tiny.zip"
    with ZipFile(BytesIO(answer.data)) as file:
        assert sorted(file.namelist()) == ["tiny/README.txt", "tiny/check.py", "tiny/samples.py", "tiny/solution.py"]
    assert visitor.get("/assignments/1/kit.zip").data == answer.data


def test_an_assignment_that_is_broken_has_nothing_to_take_home_and_students_are_not_told_why(world: World) -> None:
    (world.folder / "assignments" / "tiny" / "samples.py").unlink()
    student = world.visitor(world.add_user("Ada")).get("/assignments/1/kit.zip")
    staff = world.visitor(world.instructor).get("/assignments/1/kit.zip")
    assert "samples.py" not in student.text
    assert "samples.py: missing." in staff.text
    assert "b'PK" not in student.text + staff.text
