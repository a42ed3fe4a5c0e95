"""``grader run`` on SQLite while everything breaks: what was received has exactly one final grade."""

import time
from collections.abc import Callable

from sqlalchemy import select

from grader.db.models import Run
from tests.faults.crowd import Crowd
from tests.faults.setups import LEASE_S, Setup
from tests.faults.storm import HOUR_S, Storm
from tests.faults.tally import Tally

DEATHS = 6


def wait_for_newest(setup: Setup, condition: Callable[[Run], object]) -> None:
    """Wait until *condition* holds of the newest run."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with setup.sessions()() as session:
            run = session.scalars(select(Run).order_by(Run.id.desc()).limit(1)).one()
        if condition(run):
            return
        time.sleep(0.02)
    raise AssertionError(vars(run))


def begun(setup: Setup, tries: int) -> None:
    """Wait until the newest run is being graded for the so manieth time."""
    wait_for_newest(setup, lambda run: run.started_at and run.tries >= tries)


def test_runs_wait_for_an_engine_that_is_gone_and_no_try_is_counted(embedded: Setup) -> None:
    crowd = Crowd(embedded, students=1, each=3)
    engine = embedded.machines[0].engine
    with embedded.keeper.down(engine):
        engine.kill()
        for kind in ("right", "wrong", "crashes"):
            crowd.hand_in(kind)
        time.sleep(3 * LEASE_S)
        assert crowd.progress().open == 3
    found = crowd.tally()
    assert found.problems() == {}
    assert found.numbers["most tries of a run"] == 1


def test_runs_wait_for_room_for_temporary_files(embedded: Setup) -> None:
    crowd = Crowd(embedded, students=1, each=2)
    disk = embedded.machines[0].disk
    disk.fill()
    for kind in ("right", "raises"):
        crowd.hand_in(kind)
    time.sleep(2 * LEASE_S)
    assert crowd.progress().open == 2
    disk.free()
    found = crowd.tally()
    assert found.problems() == {}
    assert found.numbers["most tries of a run"] == 1


def test_a_run_outlives_its_worker_many_times(embedded: Setup) -> None:
    crowd, storm = Crowd(embedded, students=1, each=1), Storm(embedded, 0)
    crowd.hand_in("slow")
    for death in range(DEATHS):
        begun(embedded, death + 1)
        assert storm.happen("worker's process alone killed")
    found = crowd.tally()
    assert found.problems() == {}
    assert found.numbers["most tries of a run"] == DEATHS + 1


def test_nothing_is_stuck_after_a_clock_that_was_ahead_is_set_right(embedded: Setup) -> None:
    crowd = Crowd(embedded, students=1, each=2)
    clock = embedded.machines[0].clock
    clock.jump(HOUR_S)
    crowd.hand_in("slow")
    wait_for_newest(embedded, lambda _: embedded.is_grading())
    for exam in embedded.exams():
        exam.kill()
    wait_for_newest(embedded, lambda run: run.error_kind and not run.token)
    clock.jump(0)  # it is to be tried again in an hour and two seconds
    crowd.hand_in("right")
    assert crowd.tally().problems() == {}


def test_what_was_received_is_graded_once(embedded: Setup, storm_over: Callable[[Setup], Tally]) -> None:
    assert storm_over(embedded).problems() == {}
