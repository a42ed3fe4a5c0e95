"""The queue: leases rows, has Celery carry them, and does what each asks for."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import Celery
from sqlalchemy.orm import Session, sessionmaker

from grader.db import clock
from grader.db.models import Job
from grader.db.queries import workers
from grader.errors import GraderError
from grader.exam.report import Problem
from grader.jobs import acks, heartbeat, leases, telling
from grader.jobs.calling import when_work_comes
from grader.jobs.leases import Lease
from grader.jobs.presence import Roll
from grader.logs import first_line
from grader.services import workers as services
from grader.settings import Settings

log = logging.getLogger(__name__)

IN_MEMORY = "memory://"
POLL_S = 0.01
"""The broker in memory wakes nobody."""
TRIES = 10
REST_S = 1.0
"""A slot that cannot work rests so long after each message: else it would take them all from those that can."""
MESSAGES_EXPIRE_S = 24 * 3600
"""A queue that nobody listens to is deleted by brokers that can."""
CANCEL_S = 10.0
"""What was cancelled has this long to end."""


@dataclass(frozen=True)
class Kind:
    """A table whose rows are work, and how a row of it is done."""

    model: type[Job]
    handle: Callable[[Lease, threading.Event], Problem | None]
    """Does the work of a row and writes its end, if the lease still holds.

    It returns a problem when there is no end to write, and is called again later. It stops early when the event is
    set: the lease is lost, or the process ends.
    """
    tries: int = TRIES
    at_once: int | None = None
    """So many rows at most, over all workers: what takes long must not take every slot. None: as many as fit."""
    hindrance: Callable[[], str] = lambda: ""
    """Says what keeps this machine from doing such work; while it does, none is taken and no try is counted."""
    given_up: Callable[[Session, int], None] = lambda _session, _row: None
    """Told of each row that is given up, in the transaction that does so."""

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.model.__name__


class Queue:
    """The rows of some kinds, and the Celery app that carries their ids to the workers.

    Every process that works makes one. To queue, nothing of it is needed: insert a row.
    """

    def __init__(self, settings: Settings, sessions: sessionmaker[Session], kinds: Sequence[Kind], roll: Roll) -> None:
        self.app = _app(settings.broker, roll.release)
        self.sessions = sessions
        self.roll = roll
        self.kinds = {kind.name: kind for kind in kinds}
        self.called = threading.Event()
        """Set when there may be something to feed."""
        self._closing = threading.Event()
        self._running: set[threading.Event] = set()
        self._idle = threading.Condition()
        self._lease_s = settings.lease_s
        run = self.app.task(name="run", shared=False, typing=False)  # Celery cannot check the arguments of a method
        self._task = run(self._run)
        when_work_comes(sessions, self.called.set)

    def feed(self) -> None:
        """Lease the next rows and publish them: outbox, sweeper, priority and fairness at once.

        Safe to call anywhere, at any time; what cannot be published is given back.
        """
        hindrances = {kind.name: kind.hindrance() for kind in self.kinds.values()}
        self.roll.tell(len(self._running), next(filter(None, hindrances.values()), ""))
        for kind, window in self._with_work():
            if not (self.roll.obstacle or hindrances[kind.name]):
                self._publish(kind, self._take(kind, window))

    def reclaim(self) -> None:
        """Take back every lease; only for a process that knows that no other one works."""
        with self.sessions.begin() as session:
            for kind in self.kinds.values():
                leases.reclaim(session, kind.model, clock.now(session))
            services.forget_all(session)

    def close(self, timeout_s: float) -> bool:
        """Begin nothing any more and wait for what is running; False: it had to be cancelled after *timeout_s*.

        What was cancelled or not begun is up for other workers, and at the next start.
        """
        self._closing.set()
        with self._idle:
            if self._idle.wait_for(lambda: not self._running, timeout_s):
                return True
            for cancelled in self._running:
                cancelled.set()
            self._idle.wait_for(lambda: not self._running, CANCEL_S)
        return False

    def _with_work(self) -> list[tuple[Kind, int]]:
        """Return the kinds that have rows to lease, and how many may be leased; whoever writes need not wait."""
        with self.sessions() as session:
            now = clock.now(session)
            as_many_as_fit = max(1, workers.window(session, now))
            windows = {kind.model: kind.at_once or as_many_as_fit for kind in self.kinds.values()}
            are_up = leases.are_up(session, windows, now)
        return [(kind, windows[kind.model]) for kind in self.kinds.values() if kind.model in are_up]

    def _take(self, kind: Kind, window: int) -> list[Lease]:
        with self.sessions.begin() as session:
            now = clock.now(session)
            buried, why = leases.bury(session, kind.model, kind.tries, now)
            for row in buried:
                kind.given_up(session, row.id)
            until = self._until(now, 2)  # a message waits for a slot longer than a heartbeat would be late
            taken = leases.take(session, kind.model, window=window, until=until, now=now)
        for row in buried:
            telling.given_up(kind.name, row, why)
        return taken

    def _publish(self, kind: Kind, taken: list[Lease]) -> None:
        for position, lease in enumerate(taken):
            try:
                self._task.delay(kind.name, lease.id, lease.token)
            except Exception:
                with self.sessions.begin() as session:
                    for unsent in taken[position:]:
                        leases.give_back(session, kind.model, unsent, clock.now(session))
                raise

    def _run(self, name: str, row: int, token: str) -> None:
        """Do what a row asks for; the task that Celery carries."""
        kind, lease = self.kinds[name], Lease(row, token)
        with self._counted() as cancelled:
            if self._closing.is_set() or self.roll.obstacle:
                self._give_back(kind, lease)
                self._closing.wait(REST_S)
                return
            with self.sessions.begin() as session:
                now = clock.now(session)
                tries = leases.begin(session, kind.model, lease, until=self._until(now), now=now)
            if tries is None:  # the message is old, or came twice
                return
            with telling.job(self.roll.name, name, row, tries):
                self._try(kind, lease, tries, cancelled)
        self.called.set()

    def _try(self, kind: Kind, lease: Lease, tries: int, cancelled: threading.Event) -> None:
        with heartbeat.kept(lambda: self._renew(kind, lease), self._lease_s, cancelled):
            problem = _problem(kind, lease, cancelled)
        is_hindered = problem is not None and bool(kind.hindrance())
        if cancelled.is_set() or is_hindered:
            telling.ended("given_back" if self._give_back(kind, lease) else "lease_lost", problem)
        elif problem:
            telling.ended(self._put_off(kind, lease, tries, problem), problem)
        if is_hindered:
            self._closing.wait(REST_S)

    @contextmanager
    def _counted(self) -> Iterator[threading.Event]:
        """Count the block as running; the event that it gets is set to cancel it."""
        cancelled = threading.Event()
        with self._idle:
            self._running.add(cancelled)
        try:
            yield cancelled
        finally:
            with self._idle:
                self._running.remove(cancelled)
                self._idle.notify_all()

    def _renew(self, kind: Kind, lease: Lease) -> bool:
        with self.sessions.begin() as session:
            return leases.renew(session, kind.model, lease, self._until(clock.now(session)))

    def _give_back(self, kind: Kind, lease: Lease) -> bool:
        with self.sessions.begin() as session:
            return leases.give_back(session, kind.model, lease, clock.now(session))

    def _put_off(self, kind: Kind, lease: Lease, tries: int, problem: Problem) -> str:
        """Let the row be tried again, or give it up; return the outcome."""
        with self.sessions.begin() as session:
            now = clock.now(session)
            if tries >= kind.tries or problem.fault == "author":
                outcome = "author_fault" if problem.fault == "author" else "given_up"
                is_held = leases.fail(session, kind.model, lease, problem, now)
                if is_held:
                    kind.given_up(session, lease.id)
            else:
                outcome = "put_off"
                is_held = leases.try_again(session, kind.model, lease, problem, now + leases.backoff(tries))
        return outcome if is_held else "lease_lost"

    def _until(self, now: datetime, lengths: int = 1) -> datetime:
        return now + timedelta(seconds=lengths * self._lease_s)


def _app(broker: str, release: str) -> Celery:
    """Return the Celery app, whose messages reach workers of *release* only."""
    acks.mend()
    in_memory = broker == IN_MEMORY
    queue = f"grader-{release[:12]}" if release else "grader"
    app = Celery("grader", broker=f"{broker}localhost" if in_memory else broker)  # without a host kombu complains
    app.conf.update(
        task_ignore_result=True,
        worker_pool="threads",
        task_default_queue=queue,
        task_queues={queue: {"routing_key": queue, "queue_arguments": {"x-expires": MESSAGES_EXPIRE_S * 1000}}},
        task_acks_late=True,  # a worker holds as many messages as it has slots, and no other one waits for them
        worker_cancel_long_running_tasks_on_connection_loss=False,  # the lease tells whose result counts
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_enable_remote_control=False,  # who works is told by rows
        broker_connection_timeout=2,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,  # without end, up to 30 s apart
        task_publish_retry=False,  # the row is still there: the next feed publishes it
        broker_transport_options={"polling_interval": POLL_S} if in_memory else {},
    )
    return app


def _problem(kind: Kind, lease: Lease, cancelled: threading.Event) -> Problem | None:
    """Do the work; return why there is no result, if there is none."""
    try:
        return kind.handle(lease, cancelled)
    except GraderError as error:
        return Problem.of(error)
    except Exception as error:
        log.exception("a job failed in a way that nobody had thought of")
        return Problem("service", "internal_error", f"{type(error).__name__}: {first_line(error)}")
