"""Markdown, mathematics and code as HTML."""

from pathlib import Path

import pytest

from grader.web.highlighting import HIGHLIGHTED_AT_MOST, code_block, code_lines, code_stylesheet
from grader.web.rendering import markdown

ASSIGNMENTS = sorted((Path(__file__).parents[2] / "assignments").glob("*/spec.md"))


def html(source: str) -> str:
    return str(markdown(source).html)


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        r"$\text{<script>alert(1)</script>}$",
        r"$\style{color:red}{x} \href{javascript:alert(1)}{y} \class{z}{w}$",
        "```python\n<script>\n```",
        "```\n<script>\n```",
        "`<script>`",
        "```<script>\nx\n```",
        r"$\unknown{<script>}$ $<script>$",
    ],
)
def test_nothing_hostile_comes_through(source: str) -> None:
    made = html(source)
    for refused in ("<script", "<img", 'href="javascript', "style=", 'class="z"'):
        assert refused not in made


def test_mathematics_becomes_mathml() -> None:
    made = html("Inline $\\frac{a}{b}$.\n\n$$\n\\begin{align*} a &= b \\\\ c &= d \\end{align*}\n$$\n")
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mfrac>' in made
    assert 'display="block"' in made
    assert '<mtd columnalign="right">' in made


def test_functions_are_set_off_by_thin_spaces() -> None:
    made = html(r"$y \log p$ and $-\log(p)$")
    assert '<mo lspace="0.1667em" rspace="0.1667em">log</mo>' in made
    assert '<mo lspace="0" rspace="0">log</mo>' in made


def test_primes_and_bars_stand_close() -> None:
    made = html(r"$f'(z)$ and $|x| \ge 0$")
    assert '<mrow><mi>f</mi><mo lspace="0" rspace="0">′</mo></mrow>' in made
    assert made.count('rspace="0">|</mo>') == 2


@pytest.mark.parametrize("latex", ["x^", r"\begin{pmatrix", r"\frac{a"])
def test_mathematics_that_cannot_be_understood_does_not_break_the_page(latex: str) -> None:
    assert "after" in html(f"before ${latex}$ after")


def test_tables_and_headings() -> None:
    text = markdown("# Title\n\n## One `x`\n\n### Below\n\n| a |\n|---|\n| 1 |\n\n## Two\n")
    assert "Title" not in text.html
    assert '<div class="scroll"><table>' in text.html
    assert text.headings == (("one-x", "One <code>x</code>"), ("two", "Two"))


@pytest.mark.parametrize("path", ASSIGNMENTS, ids=lambda path: path.parent.name)
def test_every_specification_is_rendered_whole(path: Path) -> None:
    made = html(path.read_text("utf-8"))
    assert "<h2" in made
    for unrendered in ("<code>\\", "$$", ">\\", "<mi>&amp;</mi>"):
        assert unrendered not in made


def test_lines_of_code_stand_alone_and_are_as_many_as_in_the_file() -> None:
    source = 'def f():\n    """two\n    lines <b>"""\n\n    return 1\n'
    lines = code_lines(source)
    assert len(lines) == 5
    for line in lines:
        assert line.count("<span") == line.count("</span>")
    assert "&lt;b&gt;" in lines[2]
    assert code_block(source).count("\n") == 5


@pytest.mark.parametrize("source", ["x", "x\n", "\n\nx\n", "", "\r\nx\r\n", "x\x0cy\n"])
def test_line_numbers_are_those_of_the_file(source: str) -> None:
    plain = [line.striptags() for line in code_lines(source)]
    assert [line.startswith("x") for line in plain].count(True) == source.count("x")
    if "x" in source:
        assert plain[source[: source.index("x")].count("\n")].startswith("x")


def test_a_huge_source_is_shown_plain() -> None:
    lines = code_lines("<b>\n" * HIGHLIGHTED_AT_MOST)
    assert len(lines) == HIGHLIGHTED_AT_MOST + 1
    assert lines[0] == "&lt;b&gt;"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_every_colour_of_code_can_be_read() -> None:
    light, dark = code_stylesheet().split("@media (prefers-color-scheme: dark)")
    for sheet, background in ((light, "f3f4f7"), (dark, "131820"), (light, "faf1dc"), (dark, "2d2514")):
        colours = {line.split("color: #")[1][:6] for line in sheet.splitlines() if "color: #" in line}
        assert len(colours) >= 6
        assert min(contrast(colour, background) for colour in colours) >= 4.5
