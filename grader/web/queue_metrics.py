"""What Prometheus is told of the queue and the workers, asked of the database each time."""

import logging
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from grader.db import clock
from grader.db.queries import line, load, workers

log = logging.getLogger(__name__)


def register(sessions: sessionmaker[Session]) -> None:
    """Let Prometheus ask this process for the queue in the database that *sessions* reach."""
    REGISTRY.register(_QueueMetrics(sessions))


class _QueueMetrics(Collector):
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def describe(self) -> list[Metric]:
        """Name nothing in advance: that would ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Ask the database; if it does not answer, that is what is told."""
        try:
            with self._sessions() as session:
                told = list(_asked(session))
        except SQLAlchemyError:
            log.warning("the queue could not be counted", exc_info=True)
            told = []
        yield GaugeMetricFamily("grader_database_up", "1: the database answers.", bool(told))
        yield from told


def _asked(session: Session) -> Iterator[Metric]:
    now = clock.now(session)
    labels = ["kind", "stage", "priority"]
    rows = GaugeMetricFamily("grader_queue_rows", "Open rows of work.", labels=labels)
    oldest = GaugeMetricFamily("grader_queue_oldest_seconds", "Age of the oldest of them.", labels=labels)
    for each in load.load(session, now):
        values = [each.kind, each.stage, str(each.priority)]
        rows.add_metric(values, each.rows)
        oldest.add_metric(values, each.oldest_s)
    yield rows
    yield oldest
    yield GaugeMetricFamily(
        "grader_queue_stuck", "1: runs wait, and none has begun for long.", line.is_stuck(session, now)
    )
    living = workers.living(session, now)
    yield GaugeMetricFamily("grader_workers", "Workers that were seen of late.", len(living))
    hindered = sum(bool(each.obstacle) for each in living)
    yield GaugeMetricFamily("grader_workers_hindered", "Those of them that take no runs.", hindered)
