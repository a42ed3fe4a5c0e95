"""Leases: turns, time, and the token that fences."""

import queue
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import JobState, Run, Submission
from grader.db.queries import turns
from grader.exam.report import Problem
from grader.jobs import leases
from grader.jobs.leases import Lease
from tests.conftest import School

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)
AFTER = LATER + timedelta(seconds=1)
PROBLEM = Problem("service", "SandboxLost", "no engine")


class Line:
    """Runs to lease, each step in a transaction of its own."""

    def __init__(self, sessions: sessionmaker[Session], submission_id: int) -> None:
        self.sessions = sessions
        self._submission_id = submission_id

    def add(self, *owners: str, priority: int = 0, family: str = "") -> list[int]:
        """Insert an open run for each of *owners*; return their ids."""
        with self.sessions.begin() as session:
            place = {"submission_id": self._submission_id, "priority": priority, "family": family, "due": NOW}
            runs = []
            for owner in owners:
                runs.append(Run(owner=owner, turn=turns.next_turn(session, Run, owner), **place))
                session.add(runs[-1])
                session.flush()
            return [run.id for run in runs]

    def take(self, window: int = 100, now: datetime = NOW) -> list[Lease]:
        """Lease what is up for 30 s."""
        with self.sessions.begin() as session:
            return leases.take(session, Run, window=window, until=now + (LATER - NOW), now=now)

    def begin(self, lease: Lease, now: datetime = NOW) -> int | None:
        """Begin a try that holds for 30 s."""
        with self.sessions.begin() as session:
            return leases.begin(session, Run, lease, until=now + (LATER - NOW), now=now)

    def end(self, lease: Lease) -> None:
        """Let a run have ended."""
        with self.sessions.begin() as session:
            leases.fail(session, Run, lease, PROBLEM, NOW)

    def owners(self, taken: list[Lease]) -> str:
        """Return the owners in the order of their leases."""
        with self.sessions() as session:
            return "".join(session.get_one(Run, lease.id).owner for lease in taken)

    def run(self, run_id: int) -> Run:
        """Return the run as it is now."""
        with self.sessions() as session:
            return session.get_one(Run, run_id)


@pytest.fixture
def line(sessions: sessionmaker[Session], school: School) -> Line:
    """Return an empty line."""
    whose = {"line_item_id": school.line_item.id, "student_id": school.ada.id}
    with sessions.begin() as session:
        submission = Submission(**whose, attempt=1, content=b"x = 1\n", digest="0" * 64)
        session.add(submission)
        session.flush()
        return Line(sessions, submission.id)


def test_owners_take_turns(line: Line) -> None:
    line.add(*"aaaaa", *"bb", "c")
    assert line.owners(line.take()) == "abcabaaa"


def test_a_line_item_with_a_long_line_does_not_hold_up_another(line: Line) -> None:
    line.add(*"abcdef", family="slow")
    line.add(*"uv", family="fast")
    assert line.owners(line.take()) == "aubvcdef"


def test_what_a_line_item_has_counts_as_turns(line: Line) -> None:
    line.add(*"abcdef", family="slow")
    line.take(window=3)
    line.add(*"uvw", family="fast")
    assert line.owners(line.take(window=8)) == "uvwde"


def test_nobodys_second_comes_before_a_first_in_a_longer_line(line: Line) -> None:
    line.add(*"aaab", family="long")
    line.add(*"xx", family="short")
    assert line.owners(line.take()) == "axbxaa"


def test_what_somebody_waits_for_comes_before_regrades(line: Line) -> None:
    line.add(*"rrrrr", priority=5)
    line.add(*"aaa", "b")
    assert line.owners(line.take(window=6)) == "abaarr"


def test_what_an_owner_has_counts_as_turns(line: Line) -> None:
    line.add(*"aaaa")
    line.take(window=2)
    line.add("b", "c")
    assert line.owners(line.take(window=5)) == "bca"


def test_who_came_early_with_many_lets_others_go_first_also_when_the_first_have_ended(line: Line) -> None:
    line.add(*"aaaa")
    for lease in line.take(window=2):
        line.end(lease)
    line.add("b", "c", "a")
    assert line.owners(line.take()) == "bcaaa"


def test_the_window_bounds_what_is_leased(line: Line) -> None:
    line.add(*"abcdef")
    assert [len(line.take(window=4)) for _ in range(2)] == [4, 0]
    assert len(line.take(window=6)) == 2


def test_nothing_is_leased_before_it_is_due(line: Line) -> None:
    (run_id,) = line.add("a")
    with line.sessions.begin() as session:
        session.execute(update(Run).values(due=LATER))
    assert line.take() == []
    assert [lease.id for lease in line.take(now=LATER)] == [run_id]


def test_what_was_leased_before_the_clock_was_put_back_is_up(line: Line) -> None:
    line.add(*"ab")
    line.take(window=1)
    an_hour_ago = NOW - timedelta(hours=1)
    assert line.owners(line.take(now=an_hour_ago)) == "ab"
    assert line.take(now=an_hour_ago) == []


def test_only_the_newest_lease_writes(line: Line) -> None:
    line.add("a")
    (old,) = line.take()
    assert line.begin(old) == 1
    (new,) = line.take(now=AFTER)
    assert (new.id, line.run(new.id).started_at) == (old.id, None)
    with line.sessions.begin() as session:
        assert leases.begin(session, Run, old, until=AFTER, now=AFTER) is None
        assert not leases.renew(session, Run, old, AFTER)
        assert not leases.give_back(session, Run, old, AFTER)
        assert not leases.try_again(session, Run, old, PROBLEM, AFTER)
        assert not leases.fail(session, Run, old, PROBLEM, AFTER)
        assert leases.renew(session, Run, new, AFTER)
    assert line.begin(new) == 2


def test_a_heartbeat_keeps_the_lease(line: Line) -> None:
    line.add("a")
    (lease,) = line.take()
    line.begin(lease)
    with line.sessions.begin() as session:
        assert leases.renew(session, Run, lease, AFTER + timedelta(seconds=30))
    assert line.take(now=AFTER) == []


def test_a_message_that_comes_twice_is_begun_once(line: Line) -> None:
    line.add("a")
    (lease,) = line.take()
    assert [line.begin(lease), line.begin(lease)] == [1, None]


def test_what_is_given_back_is_up_at_once_and_costs_no_try(line: Line) -> None:
    line.add("a", "b")
    begun, unbegun = line.take()
    line.begin(begun)
    with line.sessions.begin() as session:
        assert leases.give_back(session, Run, begun, NOW)
        assert leases.give_back(session, Run, unbegun, NOW)
    assert [line.run(lease.id).tries for lease in (begun, unbegun)] == [0, 0]
    assert len(line.take()) == 2


def test_a_problem_is_noted_and_the_run_tried_again_later(line: Line) -> None:
    line.add("a")
    (lease,) = line.take()
    line.begin(lease)
    with line.sessions.begin() as session:
        leases.try_again(session, Run, lease, PROBLEM, NOW + leases.backoff(1))
    run = line.run(lease.id)
    assert (run.state, run.fault, run.error_kind, run.error_message) == (
        JobState.OPEN, "service", "SandboxLost", "no engine",
    )  # fmt: skip
    assert line.take(now=NOW + timedelta(seconds=1.9)) == []
    assert len(line.take(now=NOW + timedelta(seconds=2))) == 1


def test_backoff_grows_to_a_minute() -> None:
    assert [leases.backoff(tries).seconds for tries in (1, 2, 3, 4, 5, 6, 9)] == [2, 8, 18, 32, 50, 60, 60]


def test_a_failed_run_is_over(line: Line) -> None:
    line.add("a")
    (lease,) = line.take()
    with line.sessions.begin() as session:
        assert leases.fail(session, Run, lease, PROBLEM, NOW)
    run = line.run(lease.id)
    assert (run.state, run.finished_at, run.token) == (JobState.FAILED, NOW, None)
    assert line.take(now=AFTER) == []


def test_runs_whose_workers_died_too_often_are_buried(line: Line) -> None:
    worn, held, fresh = line.add("a", "b", "c")
    with line.sessions.begin() as session:
        session.execute(update(Run).where(Run.id.in_([worn, held])).values(tries=5, token="t", due=NOW))
        session.execute(update(Run).where(Run.id == held).values(due=AFTER))
        rows, problem = leases.bury(session, Run, 5, NOW)
    assert ([row.id for row in rows], problem.kind) == ([worn], "worker_lost")
    assert (line.run(worn).state, line.run(worn).error_kind) == (JobState.FAILED, "worker_lost")
    assert line.run(held).state is JobState.OPEN
    assert [lease.id for lease in line.take()] == [fresh]


def test_a_new_host_reclaims_every_lease(line: Line) -> None:
    ids = line.add("a", "b", "c")
    for lease in line.take(window=2):
        line.begin(lease)
    with line.sessions.begin() as session:
        leases.reclaim(session, Run, NOW)
    assert sorted(lease.id for lease in line.take()) == ids


def test_many_feeders_lease_nothing_twice(line: Line) -> None:
    """Six feeders and four workers at once; every run is leased, begun and ended exactly once."""
    ids = line.add(*"abcdefghij" * 10)
    published: queue.Queue[Lease | None] = queue.Queue()
    all_leased: list[int] = []

    def feed(_: int) -> None:
        while len(all_leased) < len(ids):
            for lease in line.take(window=12):
                all_leased.append(lease.id)
                published.put(lease)

    def work(_: int) -> None:
        while lease := published.get():
            assert line.begin(lease) == 1
            with line.sessions.begin() as session:
                assert leases.fail(session, Run, lease, PROBLEM, NOW)

    with ThreadPoolExecutor(4) as workers, ThreadPoolExecutor(6) as feeders:
        working = list(map(workers.submit, [work] * 4, range(4)))
        for feeding in [feeders.submit(feed, number) for number in range(6)]:
            feeding.result(timeout=60)
        for _ in working:
            published.put(None)
        for worked in working:
            worked.result(timeout=60)
    assert sorted(all_leased) == ids
    with line.sessions() as session:
        assert set(session.scalars(select(Run.state))) == {JobState.FAILED}
