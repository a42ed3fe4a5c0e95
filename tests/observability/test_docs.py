"""docs/reliability.md tells of everything that can be watched, and of nothing else."""

import re

from prometheus_client import REGISTRY

from grader import logs, metrics
from grader.jobs import telling
from grader.settings import ROOT
from grader.web.queue_metrics import _QueueMetrics
from tests.jobs.conftest import Desk

TEXT = (ROOT / "docs" / "reliability.md").read_text()
SUFFIXES = r"(_bucket|_count|_sum|_total|_created)$"


def test_every_field_of_a_line_is_explained() -> None:
    assert [name for name in logs.ORDER if f"`{name}`" not in TEXT] == []


def test_every_metric_is_explained_and_no_other_is_named(desk: Desk) -> None:
    assert metrics.JOBS in REGISTRY._collector_to_names
    ours = [name for name in REGISTRY._names_to_collectors if name.startswith("grader_")]
    asked = [metric.name for metric in _QueueMetrics(desk.sessions).collect()]
    known = {re.sub(SUFFIXES, "", name) for name in (*ours, *asked)}
    named = {re.sub(SUFFIXES, "", name) for name in re.findall(r"\bgrader_\w+", TEXT)}
    assert named == known


def test_every_outcome_is_explained() -> None:
    assert telling.LEVELS.keys() <= set(telling.OUTCOMES)
    for outcome in telling.OUTCOMES:
        assert f"`{outcome}`" in TEXT
        assert f"`job {outcome.replace('_', ' ')}`" in TEXT
