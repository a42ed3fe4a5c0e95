"""Reports of every kind, for pages to show."""

import math
from dataclasses import replace
from decimal import Decimal

import numpy as np

from grader.domain.scoring import Outcome
from grader.exam.figures import decision_plane, gradient_errors, loss_curve, shares, valley_path
from grader.exam.report import Explanation, Problem, Report, TestResult


def result_of(
    title: str = "The output is right.",
    outcome: Outcome = Outcome.PASSED,
    points: int = 40,
    message: str = "",
    criterion: str = "forward",
) -> TestResult:
    """Return the result of one hidden test, with all of its points if it passed."""
    earned = points if outcome is Outcome.PASSED else 0
    return TestResult(f"test_x.py::{title}", title, criterion, outcome, Decimal(earned), Decimal(points), message)


def graded(*tests: TestResult, log: str = "", explanations: tuple[Explanation, ...] = ()) -> Report:
    """Return the report of a run that ended as runs should."""
    return Report("tiny", 1, tests, explanations, log=log)


def broken(fault: str, kind: str, message: str) -> Report:
    """Return the report of a run that did not."""
    return Report("tiny", 1, error=Problem(fault, kind, message))  # type: ignore[arg-type]  # short calls


PERFECT = graded(result_of(), result_of("Every gradient is right.", points=60, criterion="gradient"))
PARTLY = graded(
    result_of("The output is right. [one sample]", points=20),
    result_of(
        "The output is right. [one class]",
        Outcome.FAILED,
        20,
        "y: expected shape (3, 1), got (3,).\n  line 4, in forward: x",
    ),
    result_of("Every gradient is right.", Outcome.TIMED_OUT, 60, "forward(x) took too long.", "gradient"),
    log="loss 0.5\nloss 0.25\n",
)
SIGN = Explanation(
    "sign",
    "Your gradient points uphill.",
    r"""Your gradient is $-\partial L / \partial W$, the negative of what is asked for.

$$
\frac{\partial L}{\partial W} = \frac{1}{N} \sum_{n=1}^{N} x_n^\top (\hat y_n - y_n)
$$

**See for yourself:** take a small step along `-grads["W"]`, and print the loss before and after.""",
    converges=False,
)
SUM = Explanation(
    "sum", "Your gradient is a sum over the samples.", "It has to be the mean: $1/N$ is left out.", converges=True
)
TAUGHT = graded(
    result_of("The output is right. [one sample]", points=20),
    replace(
        result_of("The output is right. [one class]", Outcome.FAILED, 20, "y (3, 1): relative error 1.5"),
        misconceptions=("sum", "sign"),
    ),
    replace(
        result_of(
            "Every gradient is right.",
            Outcome.FAILED,
            30,
            "gradient of W (2, 1): relative error 2\nA relative error of at most 1e-9 is allowed.",
            "gradient",
        ),
        misconceptions=("sign",),
        figures=(gradient_errors({"W": 2.0, "b": 1e-16, "c": math.nan}, 1e-9),),
    ),
    replace(
        result_of("Training converges.", Outcome.FAILED, 20, "Accuracy: 50 %, and 95 % are needed.", "gradient"),
        figures=(
            loss_curve([0.7, 0.72, 0.9, math.nan], [0.7, 0.4, 0.1, 0.02], 0.05),
            decision_plane(lambda X: X[:, 0], np.eye(2), [0, 0]),
            valley_path(lambda x, y: x**2 + y**2, np.array([[1, 1], [2, 0], [0, 3]]), np.eye(2), goal=(0, 0)),
            shares([str(bit) for bit in range(16)], range(100, 4, -6), 98.0, title="Right sums", x_label="bit"),
        ),
    ),
    replace(
        result_of("The loss is right.", points=10, criterion="gradient"), figures=(loss_curve([0.7, 0.1], [0.7, 0.2]),)
    ),
    explanations=(SIGN, SUM),
)
