"""The audit log: in words, filtered, exported, for instructors alone."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from grader.db.models import AuditEvent, User
from grader.services import audit
from grader.services.audit import Action
from grader.web.staff.audit_log import CHUNK, WORDS
from tests.web.world import Visitor, World

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ada(world: World) -> User:
    return world.add_user("Ada Lovelace")


@pytest.fixture
def log(world: World, ada: User) -> Visitor:
    """Return the instructor, who has three events to look at: of 1, 2 and 3 March."""
    otto = world.add_teacher("Otto", world.other_course())
    with world.sessions.begin() as session:
        me = world.instructor
        audit.note(session, me, 1, Action.VIEWED_SUBMISSION, "Tiny, attempt 1", student_id=ada.id)
        audit.note(
            session, me, 1, Action.OVERRODE_SCORE, "Tiny", student_id=ada.id, before=None, after=90, reason="=1+1"
        )
        audit.note(session, me, 1, Action.IMPORTED_ROSTER, "The list of people", added=3)
        audit.note(session, otto, 2, Action.VIEWED_SUBMISSION, "Secret")
        session.flush()
        for event_id in (1, 2, 3):
            at = NOON + (event_id - 1) * DAY
            session.execute(update(AuditEvent).where(AuditEvent.id == event_id).values(at=at))
    return world.visitor(world.instructor)


def test_every_action_has_words() -> None:
    assert set(WORDS) == set(Action)
    assert len(set(WORDS.values())) == len(WORDS)


def test_what_was_done_stands_there_in_words_the_newest_first(log: Visitor) -> None:
    page = log.get("/courses/1/audit-log").text
    said = ["Imported a list of students", "Set a score by hand", "Viewed an attempt"]
    rows = page[page.index("<tbody>") :]
    assert sorted(said, key=rows.index) == said
    for word in ("Ada Lovelace", "Ines Instructor", "Reason:", "=1+1", "none", "3 entries"):
        assert word in page
    assert "Secret" not in page
    assert "Otto" not in page
    assert "viewed_submission" not in rows


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("who=ines", 3),
        ("who=otto", 0),
        ("student=lovelace", 2),
        ("student=ADA.LOVELACE@", 2),
        ("action=viewed_submission", 1),
        ("action=nonsense", 0),
        ("since=2026-03-02", 2),
        ("until=2026-03-02", 2),
        ("since=2026-03-02&until=2026-03-02", 1),
        ("since=2026-02-30&until=x", 3),
        ("since=0001-01-01&until=9999-12-31", 3),
        ("since=9999-12-01", 0),
        ("who=%00&student=%25", 0),
    ],
)
def test_it_is_filtered(log: Visitor, query: str, found: int) -> None:
    answer = log.get(f"/courses/1/audit-log?{query}")
    assert answer.status_code == 200
    assert answer.text.count('<th scope="row">') == found
    assert ("Nothing matches." in answer.text) == (found == 0)
    exported = log.get(f"/courses/1/audit-log.csv?{query}").text
    assert len(list(csv.reader(io.StringIO(exported)))) - 1 >= found


def test_days_begin_where_the_reader_is(world: World, log: Visitor) -> None:
    with world.sessions.begin() as session:
        session.execute(update(User).values(time_zone="Pacific/Kiritimati"))  # fourteen hours ahead
    assert log.get("/courses/1/audit-log?since=2026-03-04&until=2026-03-04").text.count('<th scope="row">') == 1
    assert log.get("/courses/1/audit-log?since=2026-03-01&until=2026-03-01").text.count('<th scope="row">') == 0


def test_an_empty_log_says_what_comes_next(world: World) -> None:
    assert "Nothing has been noted yet." in world.visitor(world.instructor).get("/courses/1/audit-log").text


def test_the_export_is_safe_and_noted(world: World, log: Visitor) -> None:
    with world.sessions.begin() as session:
        session.execute(update(User).where(User.name == "Ada Lovelace").values(name="=HYPERLINK(1)"))
    answer = log.get("/courses/1/audit-log.csv?student=ada")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    heading, *rows = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert heading[:2] == ["Time (UTC)", "Who"]
    assert [row[3] for row in rows] == ["Set a score by hand", "Viewed an attempt"]
    assert {row[5] for row in rows} == {"'=HYPERLINK(1)"}
    assert rows[0][7] == "Before: none; After: 90; Reason: =1+1"
    with world.sessions() as session:
        newest = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert newest is not None
    assert newest.action == Action.EXPORTED_AUDIT_LOG


def test_a_long_log_is_exported_whole(world: World, log: Visitor) -> None:
    with world.sessions.begin() as session:
        for n in range(CHUNK):
            audit.note(session, world.instructor, 1, Action.COMMENTED, f"Attempt {n}")
    rows = list(csv.reader(io.StringIO(log.get("/courses/1/audit-log.csv").text)))
    assert len(rows) == 1 + CHUNK + 3 + 1
    assert len({tuple(row) for row in rows}) == len(rows)


def test_people_and_log_come_by_page_without_more_queries(world: World, log: Visitor) -> None:
    few = world.count_queries(log, "/courses/1/audit-log")
    with world.sessions.begin() as session:
        for n in range(60):
            audit.note(session, world.instructor, 1, Action.COMMENTED, f"Attempt {n}")
    assert world.count_queries(log, "/courses/1/audit-log") == few
    assert "1 to 50 of 63" in log.get("/courses/1/audit-log").text


def test_an_action_that_is_gone_is_still_readable(world: World, log: Visitor) -> None:
    with world.sessions.begin() as session:
        session.execute(update(AuditEvent).where(AuditEvent.id == 3).values(action="blessed_somebody"))
    assert "Blessed somebody" in log.get("/courses/1/audit-log").text


def test_the_log_is_not_for_students(world: World, ada: User) -> None:
    visitor = world.visitor(ada)
    for path in ("/courses/1/audit-log", "/courses/1/audit-log.csv"):
        assert visitor.get(path).status_code == 403
    with world.sessions() as session:
        assert session.scalar(select(AuditEvent)) is None
