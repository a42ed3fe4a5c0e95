"""Errors of gradients and shares in percent."""

import math

import pytest

from grader.exam.figures import Figure, gradient_errors, shares
from tests.exam.figures.drawing import Drawing


def lengths(figure: Figure) -> list[float]:
    """Return the lengths of the bars, from top to bottom."""
    bars = [bar for name in ("good", "bad") for bar in Drawing(figure).of_class(name) if bar.tag == "rect"]
    return [float(bar.attrib["width"]) for bar in sorted(bars, key=lambda bar: float(bar.attrib["y"]))]


def test_a_bar_is_as_long_as_the_logarithm_of_its_error() -> None:
    a, b, c, d = lengths(gradient_errors({"W1": 1e-16, "b1": 1e-12, "W2": 1e-8, "b2": 1e-4}, 1e-9))
    assert b - a == pytest.approx(c - b, abs=0.21)
    assert d - c == pytest.approx(c - b, abs=0.21)
    assert b > a


def test_right_and_wrong_differ_in_colour_and_mark() -> None:
    drawing = Drawing(gradient_errors({"W1": 1e-16, "b1": 1e-9, "W2": 2e-9}, 1e-9))
    bars = [[bar for bar in drawing.of_class(name) if bar.tag == "rect"] for name in ("good", "bad")]
    assert [len(found) for found in bars] == [2, 1]
    assert bars[0][0].get("fill") != bars[1][0].get("fill")
    assert (len(drawing.of_class("tick")), len(drawing.of_class("cross"))) == (2, 1)


def test_the_tolerance_parts_right_from_wrong() -> None:
    figure = gradient_errors({"W1": 9e-10, "b1": 1.1e-9}, 1e-9)
    line = float(Drawing(figure).level("pass").attrib["x1"])
    left = min(float(bar.attrib["x"]) for bar in Drawing(figure).of_class("good") if bar.tag == "rect")
    right, wrong = lengths(figure)
    assert left + right < line < left + wrong


def test_no_error_is_drawn_at_the_left_edge_and_no_number_across_the_whole() -> None:
    figure = gradient_errors({"W1": 0.0, "b1": 1.0, "W2": math.nan, "b2": math.inf, "W3": 1e300}, 1e-9)
    none, whole, *others = lengths(figure)
    assert none <= 2
    assert others == pytest.approx([others[0]] * 3)
    assert others[0] > 0.9 * whole
    assert {"NaN or wrong shape", "infinity", "1e300"} <= Drawing(figure).texts().keys()


def test_the_description_names_what_is_wrong() -> None:
    assert gradient_errors({"W1": 1e-16, "b1": 0.5}, 1e-9).description == (
        "1 of 2 gradients is wrong: b1 (0.5). A relative error of at most 1e-9 is allowed."
    )
    assert gradient_errors({"W1": 1e-16}, 1e-9).description.startswith("All gradients are right.")


def test_the_table_of_errors_is_the_data() -> None:
    figure = gradient_errors({"W1": 3.14159e-7, "b1": 0.0}, 1e-9)
    assert figure.rows == (("W1", "3.1e-7", "wrong"), ("b1", "0", "right"))


def test_of_very_many_gradients_the_worst_are_drawn() -> None:
    figure = gradient_errors({f"W{i}": 1e-16 * i for i in range(500)} | {"bad": math.nan}, 1e-9)
    assert [row[0] for row in figure.rows] == [*(f"W{i}" for i in range(477, 500)), "bad"]
    assert "1 of 501 gradients is wrong" in figure.description


def test_names_are_text_whatever_they_are() -> None:
    figure = gradient_errors({'<script id="x">\x00\ud800&': 1.0, "a" * 500: 1.0}, 1e-9)
    assert "<script" not in figure.svg
    assert all(len(text) < 30 for text in Drawing(figure).texts())


def test_a_column_is_as_high_as_its_share() -> None:
    drawing = Drawing(shares(["0", "1", "2", "3"], [100, 50, 25, 0], 98.0, title="Carries", x_label="carries"))
    columns = [bar for bar in drawing.of_class("student") if bar.tag == "rect"]
    heights = [float(bar.attrib["height"]) for bar in columns]
    assert [height / heights[0] for height in heights] == pytest.approx([1, 0.5, 0.25, 0], abs=0.01)
    assert {"0", "1", "2", "3", "50", "25"} <= drawing.texts().keys()
    needed = float(drawing.level("pass").attrib["y1"])
    assert float(columns[0].attrib["y"]) < needed < float(columns[1].attrib["y"])


def test_shares_that_are_none_stay_within_the_plot() -> None:
    figure = shares(list("abcde"), [math.nan, -50, 1e300, math.inf, 60], -1e300, title="Shares")
    heights = [float(bar.attrib["height"]) for bar in Drawing(figure).of_class("student") if bar.tag == "rect"]
    assert heights[:2] == [0, 0]
    assert max(heights) == heights[2] < Drawing(figure).size[1]
    assert figure.rows[0] == ("a", "NaN")


def test_only_all_is_a_hundred_percent() -> None:
    figure = shares(["8 bits", "16 bits"], [99.97, 100.0], 98.0, title="Sums")
    assert figure.rows == (("8 bits", "99.9\u00a0%"), ("16 bits", "100\u00a0%"))
    assert {"99", "100"} <= Drawing(figure).texts().keys()


def test_the_description_names_what_is_too_low() -> None:
    low = shares(["0", "1"], [100, 40], 98.0, title="Carries").description
    assert low == "1 of 2 are below the 98\u00a0% that are needed: 1 (40\u00a0%)."
    assert shares(["0"], [99], 98.0, title="Carries").description == "All 1 reach the 98\u00a0% that are needed."
    assert shares(["0", "1"], [100, 40], None, title="Carries").description == "The lowest share is 40\u00a0%."
