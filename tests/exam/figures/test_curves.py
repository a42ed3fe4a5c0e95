"""The loss after each epoch, as it is drawn, told and listed."""

import itertools
import math

import pytest

from grader.exam.figures import loss_curve
from tests.exam.figures.drawing import Drawing

FALLING = [0.7, 0.6, 0.5, 0.45, 0.4]


def test_a_higher_loss_is_drawn_higher_and_a_later_epoch_further_right() -> None:
    points = Drawing(loss_curve(FALLING)).line("student")
    assert len(points) == len(FALLING)
    assert points == sorted(points)
    assert [y for _, y in points] == sorted(y for _, y in points)  # down is larger in SVG


def test_equal_losses_of_both_are_drawn_at_the_same_place() -> None:
    drawing = Drawing(loss_curve(FALLING, [*FALLING, 0.35]))
    assert drawing.line("reference")[: len(FALLING)] == drawing.line("student")


def test_on_a_narrow_range_equal_differences_are_equally_high() -> None:
    (_, a), (_, b), (_, c) = Drawing(loss_curve([0.6, 0.4, 0.2])).line("student")
    assert b - a == pytest.approx(c - b, abs=0.11)


def test_on_a_wide_range_equal_ratios_are_equally_high() -> None:
    drawing = Drawing(loss_curve([1.0, 0.1, 0.01, 0.001]))
    heights = [y for _, y in drawing.line("student")]
    steps = [b - a for a, b in itertools.pairwise(heights)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.11)
    assert {"1", "0.1", "0.01", "0.001"} <= drawing.texts().keys()


def test_a_loss_of_zero_keeps_the_axis_linear() -> None:
    (_, a), (_, b), (_, c) = Drawing(loss_curve([1.0, 0.5, 0.0])).line("student")
    assert b - a == pytest.approx(c - b, abs=0.11)


def test_the_line_to_pass_lies_among_the_losses() -> None:
    drawing = Drawing(loss_curve([0.6, 0.4, 0.2], pass_line=0.4))
    assert float(drawing.level("pass").attrib["y1"]) == drawing.line("student")[1][1]
    assert "needed: 0.4" in drawing.texts()


def test_the_curves_differ_in_more_than_colour() -> None:
    drawing = Drawing(loss_curve(FALLING, FALLING))
    student, reference = (drawing.of_class(name)[0] for name in ("student", "reference"))
    assert student.get("stroke-dasharray") is None
    assert reference.get("stroke-dasharray")
    assert float(student.attrib["stroke-width"]) > float(reference.attrib["stroke-width"])


@pytest.mark.parametrize("lost", [math.nan, math.inf, -math.inf, 1e9, -1e300])
def test_a_curve_ends_where_training_diverges(lost: float) -> None:
    figure = loss_curve([0.7, 0.8, lost, 0.5], FALLING)
    drawing = Drawing(figure)
    assert len(drawing.line("student")) == 2
    assert drawing.of_class("cross")
    assert "diverged" in drawing.texts()
    assert "at epoch 3 it is" in figure.description


def test_a_loss_that_is_nan_from_the_start_is_told_beside_the_reference() -> None:
    figure = loss_curve([math.nan] * 3, FALLING)
    assert figure.description.startswith("Your loss diverges: at epoch 1 it is NaN.")
    assert len(Drawing(figure).line("reference")) == len(FALLING)
    assert figure.rows[0] == ("1", "NaN", "0.7")


def test_the_description_has_the_figures_that_matter() -> None:
    assert loss_curve([0.693, 0.681], [0.7, 0.1, 0.02], 0.05).description == (
        "Your loss starts at 0.693 and ends at 0.681 (epoch 2). The reference's ends at 0.02 (epoch 3). "
        "At most 0.05 is needed."
    )


def test_the_table_is_the_data() -> None:
    figure = loss_curve([0.7, 0.25], [0.5], x_label="step")
    assert figure.columns == ("Step", "Your loss", "Reference")
    assert figure.rows == (("1", "0.7", "0.5"), ("2", "0.25", ""))


def test_a_long_table_is_thinned_but_keeps_its_ends_and_the_epoch_that_was_lost() -> None:
    figure = loss_curve([1.0] * 777 + [math.nan] * 4223)
    epochs = [int(row[0]) for row in figure.rows]
    assert len(epochs) <= 40
    assert {1, 778, 5000} <= set(epochs)
    assert epochs == sorted(epochs)


def test_a_spike_among_thousands_of_epochs_is_still_drawn() -> None:
    losses = [1.0] * 5000
    losses[3333] = 9.0
    points = Drawing(loss_curve(losses)).line("student")
    assert len(points) <= 200
    assert min(y for _, y in points) < points[0][1] - 100
