"""Similarity: asked for by staff, worked out by the worker, read side by side, and written down."""

import threading

import pytest
from sqlalchemy import select, update

from grader.db.models import AuditEvent, JobState, Role, SimilarityReport, SimilarPair, User, utc_now
from grader.domain.alike import Alike, Passage
from grader.errors import NotAllowed, NotFound
from grader.jobs.comparing import Comparing
from grader.jobs.leases import Lease
from grader.services import similarity
from grader.settings import ROOT
from tests.web.world import World

LOSS = (ROOT / "reference" / "loss.py").read_bytes()
OTHER = (ROOT / "reference" / "rnn.py").read_bytes()


def lease(world: World, report_id: int) -> Lease:
    """Lease a report, as the queue does."""
    with world.sessions.begin() as session:
        session.execute(update(SimilarityReport).where(SimilarityReport.id == report_id).values(token="t"))
    return Lease(report_id, "t")


def compared(world: World) -> int:
    """Ask for a comparison and do it; return the id of the report."""
    with world.sessions.begin() as session:
        report_id = similarity.ask(session, world.instructor, world.item.id).id
    comparing = Comparing(world.sessions, world.folder / "assignments")
    assert comparing(lease(world, report_id), threading.Event()) is None
    return report_id


def copyists(world: World) -> tuple[User, User]:
    """Add two who hand in the same, and one who does not."""
    ada, ben, cleo = (world.add_user(name) for name in ("Ada <b>", "Ben", "Cleo"))
    world.submit(ada, content=b"x = 1\n")
    world.submit(ada, content=LOSS)
    world.submit(ben, content=LOSS.replace(b"logits", b"z"))
    world.submit(cleo, content=OTHER)
    world.submit(world.instructor, content=LOSS)
    return ada, ben


def test_the_newest_submissions_of_the_students_are_compared(world: World) -> None:
    ada, ben = copyists(world)
    compared(world)
    page = world.visitor(world.instructor).get(f"/assignments/{world.item.id}/similarity").get_data(as_text=True)
    assert "3 submissions compared" in page
    assert f"{ada.name.replace('<b>', '&lt;b&gt;')} and {ben.name}" in page
    assert "Cleo" not in page


def test_a_pair_stands_side_by_side_and_is_written_down(world: World) -> None:
    ada, ben = copyists(world)
    compared(world)
    page = world.visitor(world.instructor).get("/similar-pairs/1").get_data(as_text=True)
    assert 'id="left-1"' in page
    assert 'id="right-1"' in page
    assert "line alike" in page
    with world.sessions() as session:
        noted = session.scalars(select(AuditEvent).where(AuditEvent.action == "viewed_comparison")).all()
    assert [(event.student_id, event.target) for event in noted] == [
        (ada.id, "Tiny network, attempt 2, beside that of Ben"),
        (ben.id, "Tiny network, attempt 1, beside that of Ada <b>"),
    ]


def test_asking_twice_is_one_comparison(world: World) -> None:
    visitor = world.visitor(world.instructor)
    path = f"/assignments/{world.item.id}/similarity"
    assert "Nothing has been compared yet" in visitor.get(path).get_data(as_text=True)
    for _ in range(2):
        assert visitor.post(path).status_code == 302
    assert "are being compared" in visitor.get(path).get_data(as_text=True)
    with world.sessions() as session:
        assert len(session.scalars(select(SimilarityReport)).all()) == 1


def test_a_new_comparison_replaces_the_old_one(world: World) -> None:
    copyists(world)
    first, second = compared(world), compared(world)
    with world.sessions() as session:
        assert session.scalars(select(SimilarityReport.id)).all() == [second]
        assert set(session.scalars(select(SimilarPair.report_id))) == {second}
    assert first != second
    assert world.visitor(world.instructor).get("/similar-pairs/999").status_code == 404


def test_an_old_lease_writes_nothing(world: World) -> None:
    ada, ben = (world.submit(world.add_user(name)) for name in ("Ada", "Ben"))
    alike = Alike(ada.id, ben.id, 0.5, 0.25, (Passage((1, 2), (3, 4)),))
    with world.sessions.begin() as session:
        report_id = similarity.ask(session, world.instructor, world.item.id).id
    lease(world, report_id)
    for token, written in (("old", False), ("t", True), ("t", False)):
        with world.sessions.begin() as session:
            assert similarity.store(session, report_id, token, [alike], compared=2, now=utc_now()) is written
    with world.sessions() as session:
        assert session.get_one(SimilarityReport, report_id).state is JobState.DONE
        assert [pair.passages for pair in session.scalars(select(SimilarPair))] == [[[1, 2, 3, 4]]]


def test_a_failed_comparison_says_so_and_can_be_asked_for_again(world: World) -> None:
    with world.sessions.begin() as session:
        similarity.ask(session, world.instructor, world.item.id)
        failed = {"state": JobState.FAILED, "finished_at": utc_now(), "error_kind": "x", "error_message": "no memory"}
        session.execute(update(SimilarityReport).values(failed))
    page = world.visitor(world.instructor).get(f"/assignments/{world.item.id}/similarity").get_data(as_text=True)
    assert "no memory" in page
    assert "<button>Compare the newest submissions</button>" in page


@pytest.mark.parametrize("path", ["/assignments/1/similarity", "/similar-pairs/1"])
def test_only_staff_of_the_course_see_it(world: World, path: str) -> None:
    ada, _ = copyists(world)
    compared(world)
    elsewhere = world.add_teacher("Elsa", world.other_course())
    assistant = world.add_user("Asta", role=Role.ASSISTANT)
    assert world.visitor(ada).get(path).status_code == 403
    assert world.visitor(elsewhere).get(path).status_code == 404
    assert world.visitor(assistant).get(path).status_code == 200
    with pytest.raises(NotAllowed), world.sessions.begin() as session:
        similarity.ask(session, ada, world.item.id)
    with pytest.raises(NotFound), world.sessions.begin() as session:
        similarity.ask(session, elsewhere, world.item.id)
