"""Pictures in the feedback."""

from typing import Any

from grader.exam.figures.figure import Figure

__all__ = ["Figure", "decision_plane", "gradient_errors", "loss_curve", "shares", "valley_path"]


def _blank(*_: Any, **__: Any) -> Figure:
    return Figure("Figure", "A figure.", "<svg/>", (), ())


decision_plane = gradient_errors = loss_curve = shares = valley_path = _blank
