"""Web, workers, PostgreSQL and Redis apart, while everything breaks: what was received has exactly one final grade."""

import time
from collections.abc import Callable

from tests.faults.crowd import Crowd
from tests.faults.setups import LEASE_S, Distributed, Setup
from tests.faults.tally import Tally


def test_handing_in_needs_no_queue_server(distributed: Distributed) -> None:
    crowd = Crowd(distributed, students=1, each=2)
    with distributed.keeper.down(distributed.redis):
        distributed.redis.kill()
        crowd.hand_in("right")
        crowd.hand_in("wrong")
        time.sleep(2 * LEASE_S)
        assert crowd.progress().open == 2
    assert crowd.tally().problems() == {}


def test_runs_outlive_a_database_that_is_gone_for_longer_than_their_leases(distributed: Distributed) -> None:
    crowd = Crowd(distributed, students=1, each=4)
    for kind in ("slow", "slow", "slow", "crashes"):
        crowd.hand_in(kind)
    with distributed.keeper.down(distributed.postgres):
        distributed.postgres.kill()
        time.sleep(3 * LEASE_S)
    assert crowd.tally().problems() == {}


def test_another_machine_does_what_a_dead_one_had(distributed: Distributed) -> None:
    crowd = Crowd(distributed, students=1, each=6)
    worker, engine = distributed.workers[0], distributed.machines[0].engine
    with distributed.keeper.down(worker), distributed.keeper.down(engine):
        for _ in range(6):
            crowd.hand_in("slow")
        worker.kill()
        engine.kill()
        assert crowd.tally().problems() == {}


def test_what_was_received_is_graded_once(distributed: Setup, storm_over: Callable[[Setup], Tally]) -> None:
    assert storm_over(distributed).problems() == {}
