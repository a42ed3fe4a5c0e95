"""Pictures in the feedback: data in, a :class:`Figure` out. Never raises for any floats, and never grows with them."""

from grader.exam.figures.curves import loss_curve
from grader.exam.figures.errors import gradient_errors
from grader.exam.figures.figure import Figure, standalone
from grader.exam.figures.plane import decision_plane
from grader.exam.figures.shares import shares
from grader.exam.figures.valley import valley_path

__all__ = ["Figure", "decision_plane", "gradient_errors", "loss_curve", "shares", "standalone", "valley_path"]
