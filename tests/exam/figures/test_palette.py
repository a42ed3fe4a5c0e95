"""The colours: the same everywhere, and seen by everybody."""

from pathlib import Path

import pytest

import grader.web
from grader.exam.figures.palette import PALETTE, variables
from grader.exam.figures.valley import LEVELS, SHADE

STATIC = Path(grader.web.__file__).parent / "static"
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
RGB = tuple[float, ...]


def test_the_pages_have_the_colours_of_the_palette() -> None:
    assert variables(":root") in (STATIC / "figures.css").read_text()


@SCHEMES
def test_the_paper_is_the_sheet_that_figures_lie_on(scheme: str) -> None:
    light, _, dark = (STATIC / "grader.css").read_text().partition("@media (prefers-color-scheme: dark)")
    sheet = {"light": light, "dark": dark}[scheme].partition("--sheet: ")[2].partition(";")[0]
    paper = getattr(PALETTE["paper"], scheme)
    assert sheet in {paper, "#fff" if paper == "#ffffff" else paper}


@SCHEMES
@pytest.mark.parametrize("role", ["ink", "soft"])
def test_text_stands_out_from_the_paper(role: str, scheme: str) -> None:
    assert contrast(rgb(role, scheme), rgb("paper", scheme)) >= 4.5


@SCHEMES
def test_text_in_a_bar_stands_out_from_it(scheme: str) -> None:
    for bar in ("good", "bad"):
        assert contrast(rgb("paper", scheme), rgb(bar, scheme)) >= 4.5


@SCHEMES
@pytest.mark.parametrize("role", ["student", "reference", "pass", "good", "bad", "class-0", "class-1"])
def test_marks_and_lines_stand_out_from_the_paper(role: str, scheme: str) -> None:
    assert contrast(rgb(role, scheme), rgb("paper", scheme)) >= 3


@SCHEMES
@pytest.mark.parametrize("role", ["class-0", "class-1", "bad", "ink"])
def test_points_stand_out_from_both_regions(role: str, scheme: str) -> None:
    for region in ("region-0", "region-1"):
        assert contrast(rgb(role, scheme), rgb(region, scheme)) >= 3


@SCHEMES
@pytest.mark.parametrize("role", ["student", "reference", "soft", "ink", "bad", "pass"])
def test_paths_stand_out_from_the_bottom_of_the_valley(role: str, scheme: str) -> None:
    ground = rgb("paper", scheme)
    for _ in range(LEVELS):
        shaded = zip(ground, rgb("valley", scheme), strict=True)
        ground = tuple((1 - SHADE) * below + SHADE * above for below, above in shaded)
    assert contrast(rgb(role, scheme), ground) >= 3


def rgb(role: str, scheme: str) -> RGB:
    """Return the parts of a colour, from 0 to 1."""
    code = getattr(PALETTE[role], scheme)
    return tuple(int(code[start : start + 2], 16) / 255 for start in (1, 3, 5))


def contrast(one: RGB, other: RGB) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def luminance(colour: RGB) -> float:
    """Return the relative luminance of WCAG 2.2."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
