"""Real processes, really killed: nothing is lost, and nothing is graded twice."""

import signal
import time
from decimal import Decimal

from grader.db.models import JobState
from tests.conftest import POSTGRESQL_ONLY, SQLITE_ONLY
from tests.jobs.conftest import Desk, Serve

END_S = 40


def test_a_killed_process_loses_nothing(serve: Serve, desk: Desk) -> None:
    running = desk.hand_in("# sleep 0.5")
    first = serve()
    desk.begun(running)
    waiting = desk.hand_in("# sleep 0", desk.school.ben)
    first.kill()
    first.wait()
    assert desk.run(running).state is JobState.OPEN
    serve()
    for run_id, tries in ((running, 2), (waiting, 1)):
        run = desk.finished(run_id)
        assert (run.score, run.tries, run.submission.attempt) == (Decimal(100), tries, 1)
    assert desk.graded() == [running, waiting]


@SQLITE_ONLY
def test_another_process_takes_over(serve: Serve, desk: Desk) -> None:
    processes = {str(process.pid): process for process in (serve(), serve())}
    host = desk.finished(desk.hand_in("# sleep 0")).log
    interrupted = desk.hand_in("# sleep 0.5")
    desk.begun(interrupted)
    processes.pop(host).kill()
    killed = time.monotonic()
    again = desk.wait(interrupted, lambda run: run.tries == 2)
    assert time.monotonic() - killed < 3
    assert desk.finished(again.id).log == next(iter(processes))
    assert len(desk.graded()) == 2


@SQLITE_ONLY
def test_sigterm_waits_for_what_is_running(serve: Serve, desk: Desk) -> None:
    running, waiting = desk.hand_in("# sleep 0.8"), desk.hand_in("# sleep 0.1")
    process = serve()
    desk.begun(running)
    process.terminate()
    assert process.wait(END_S) == 0
    assert desk.run(running).state is JobState.DONE
    left = desk.run(waiting)
    assert (left.state, left.tries, left.started_at) == (JobState.OPEN, 0, None)
    serve()
    assert desk.finished(waiting).tries == 1
    assert desk.graded() == [running, waiting]


@POSTGRESQL_ONLY
def test_what_a_stopped_process_writes_later_is_rejected(serve: Serve, desk: Desk) -> None:
    order = {"role": "worker", "broker": "filesystem://", "lease_s": 1}
    run_id = desk.hand_in("# sleep 1.5")
    first = serve(**order)
    desk.begun(run_id)
    first.send_signal(signal.SIGSTOP)
    second = serve(**order)
    done = desk.finished(run_id)
    assert (done.log, done.tries) == (str(second.pid), 2)
    first.send_signal(signal.SIGCONT)
    for process in (first, second):
        process.terminate()
    assert [process.wait(END_S) for process in (first, second)] == [0, 0]
    assert desk.run(run_id).log == str(second.pid)
    assert desk.graded() == [run_id]


@SQLITE_ONLY
def test_a_run_that_kills_its_process_is_given_up(serve: Serve, desk: Desk) -> None:
    poison = desk.hand_in("# die")
    for _ in range(2):
        assert serve(tries=2).wait(END_S) == -signal.SIGKILL
    other = desk.hand_in("# sleep 0", desk.school.ben)
    serve(tries=2)
    run = desk.finished(poison)
    assert (run.state, run.fault, run.error_kind, run.score) == (JobState.FAILED, "service", "worker_lost", None)
    assert desk.finished(other).score == 100
