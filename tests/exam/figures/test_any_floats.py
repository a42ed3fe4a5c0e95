"""Numbers come from code that nobody trusts: whatever they are, there is a picture, and it is harmless and small."""

import json
import math
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree.ElementTree import XML

import numpy as np
import pytest

from grader.exam.figures import (
    Figure,
    decision_plane,
    gradient_errors,
    loss_curve,
    shares,
    standalone,
    valley_path,
)
from tests.exam.figures.drawing import Drawing

ODD = [0.0, -0.0, 1.0, -1.0, 1e-300, 5e-324, -1e-300, 1e300, -1e300, 1.7e308, math.nan, math.inf, -math.inf, 0.69]
SEQUENCES: dict[str, list[float]] = {
    "empty": [],
    "one": [0.5],
    "constant": [3.0] * 5,
    "zeros": [0.0] * 3,
    "almost constant": [1.0, 1.0 + 1e-15, 1.0],
    "tiny": [1e-300, 5e-324, 1e-310],
    "huge": [1e300, -1e300, 1.7e308],
    "from tiny to huge": [1e-300, 1e300, 1.0],
    "nothing finite": [math.nan, math.inf, -math.inf],
    "everything odd": ODD,
    "far from zero": [1e16, 1e16 + 2, 1e16 + 8],
    "long": np.random.default_rng(0).normal(size=20_000).tolist(),
}


def pairs(values: Sequence[float]) -> np.ndarray:
    """Return points that have these coordinates in both places."""
    return np.array([*zip(values, values[::-1], strict=True)][:2000], dtype=np.float64).reshape(-1, 2)


DRAW: dict[str, Callable[[list[float], list[float]], Figure]] = {
    "losses": lambda a, b: loss_curve(a, b, a[0] if a else None),
    "plane": lambda a, b: decision_plane(
        lambda X: np.resize(a or [0.5], len(X)), pairs(b), np.resize([0, 1], len(b[:2000]))
    ),
    "errors": lambda a, b: gradient_errors({str(i): value for i, value in enumerate(a)}, b[0] if b else 0.0),
    "valley": lambda a, b: valley_path(
        lambda x, y: np.full_like(x + y, a[0] if a else 0.0), pairs(a), pairs(b), goal=(0.0, 1.0)
    ),
    "valley on a slope": lambda a, b: valley_path(lambda x, y: x**3 - y, pairs(a), pairs(b)),
    "shares": lambda a, b: shares([str(value) for value in a], a, b[0] if b else None, title="Shares"),
}
COMPANIONS = ["one", "everything odd", "from tiny to huge", "empty"]


@pytest.mark.parametrize("values", SEQUENCES.values(), ids=SEQUENCES.keys())
@pytest.mark.parametrize("draw", DRAW.values(), ids=DRAW.keys())
def test_there_is_a_picture_of_everything(
    draw: Callable[[list[float], list[float]], Figure], values: list[float]
) -> None:
    for other in (values, *(SEQUENCES[name] for name in COMPANIONS)):
        assert_harmless(draw(values, other))
        assert_harmless(draw(other, values))


def assert_harmless(figure: Figure) -> None:
    """Fail unless the picture is small, all of it can be seen, and only numbers stand where numbers belong."""
    drawing = Drawing(figure)
    assert drawing.fits()
    assert figure.description
    assert len(figure.svg) < 60_000
    assert len(figure.rows) <= 40
    assert all(len(row) == len(figure.columns) for row in figure.rows)
    for element in drawing.svg.iter():
        places = " ".join(value for name, value in element.items() if name not in {"class", "aria-label"})
        assert "nan" not in places
        assert "inf" not in places


FIGURES = {
    "losses": loss_curve([0.7, 0.6], [0.7, 0.1], 0.2),
    "plane": decision_plane(lambda X: X[:, 0], np.eye(2), np.array([0, 1])),
    "errors": gradient_errors({"W1": 1.0, "b1": 0.0}, 1e-9),
    "valley": valley_path(lambda x, y: x**2 + y**2, np.eye(2), np.eye(2), title="a < b & c", goal=(0, 0)),
    "shares": shares(["1", "2"], [50, 100], 98.0, title="Shares"),
}
each_figure = pytest.mark.parametrize("figure", FIGURES.values(), ids=FIGURES.keys())


@each_figure
def test_a_page_can_take_a_picture_in(figure: Figure) -> None:
    svg = XML(figure.svg)
    assert (svg.tag, svg.get("role"), svg.get("aria-label"), svg.get("class")) == ("svg", "img", figure.title, "figure")
    for element in svg.iter():
        assert element.tag in {"svg", "g", "line", "polyline", "path", "circle", "rect", "text"}
        assert not {"style", "id", "href"} & element.attrib.keys()
        assert not any(name.startswith(("on", "{")) for name in element.attrib)
        assert "url(" not in " ".join(element.attrib.values())


@each_figure
def test_text_is_large_enough_on_a_telephone(figure: Figure) -> None:
    svg = XML(figure.svg)
    width = float(svg.attrib["viewBox"].split()[2])
    assert float(svg.attrib["font-size"]) * 320 / width >= 12


@each_figure
def test_a_picture_survives_being_stored(figure: Figure) -> None:
    stored: dict[str, Any] = json.loads(json.dumps(figure.to_json()))
    assert Figure.from_json(stored) == figure


@each_figure
def test_a_file_of_its_own_says_what_it_is_and_needs_no_page(figure: Figure) -> None:
    svg = XML(standalone(figure))
    names = {"svg": "http://www.w3.org/2000/svg"}
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.findtext("svg:title", namespaces=names) == figure.title
    assert svg.findtext("svg:desc", namespaces=names) == figure.description
    assert "prefers-color-scheme: dark" in (svg.findtext("svg:style", namespaces=names) or "")
    assert "var(" not in standalone(figure)
