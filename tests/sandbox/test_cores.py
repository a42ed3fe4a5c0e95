"""Runs are spread over the cores, and a submission stays on the core of its run."""

import os
from contextlib import ExitStack

from grader.sandbox.cores import Cores
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

SOURCE = "import os\ndef cores(): return sorted(os.sched_getaffinity(0))\n"


def test_runs_at_the_same_time_have_different_cores_as_long_as_there_are_any() -> None:
    cores = Cores()
    mine = os.sched_getaffinity(0)
    with ExitStack() as runs:
        assert {runs.enter_context(cores.one()) for _ in mine} == mine
        assert {runs.enter_context(cores.one()) for _ in mine} == mine
    with cores.one() as first, ExitStack() as others:
        assert first == min(mine)
        assert {others.enter_context(cores.one()) for _ in range(len(mine) - 1)} == mine - {first}


def test_a_submission_stays_on_its_core(pool: Pool) -> None:
    for core, expected in ((max(os.sched_getaffinity(0)),) * 2, (4095, None), (None, None)):
        sandbox = pool.open(Limits(load_timeout_s=10, memory_mib=256))
        sandbox.load(SOURCE, ["cores"], core)
        assert sandbox.call("cores", timeout_s=10) == (
            sorted(os.sched_getaffinity(0)) if expected is None else [expected]
        )
        sandbox.close()
