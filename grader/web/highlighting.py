"""Python shown as text: highlighted, line by line, in classes that one stylesheet colours for light and dark."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.style import Style
from pygments.token import STANDARD_TYPES, Comment, Keyword, Literal, Name, Number, Operator, String, Token

HIGHLIGHTED_AT_MOST = 96 * 1024
"""Characters; longer sources are shown plain, since a page must not take seconds."""


class LightStyle(Style):
    """Every colour has a contrast of at least 4.5 to 1 on the light code background."""

    styles = {  # noqa: RUF012 - Pygments's own attribute
        Token: "#24292f",
        Comment: "italic #5b636d",
        Keyword: "#7b30c4",
        Keyword.Constant: "#0b57a4",
        Operator.Word: "#7b30c4",
        Name.Builtin: "#0b57a4",
        Name.Class: "#8a4500",
        Name.Decorator: "#8a4500",
        Name.Exception: "#8a4500",
        Name.Function: "#0b57a4",
        Literal: "#0b6b3a",
        String: "#0b6b3a",
        String.Interpol: "#8a4500",
        Number: "#a3350f",
    }


class DarkStyle(Style):
    """The same for the dark code background."""

    styles = {  # noqa: RUF012 - Pygments's own attribute
        Token: "#d6dae1",
        Comment: "italic #959ead",
        Keyword: "#cba6f7",
        Keyword.Constant: "#8cc2ff",
        Operator.Word: "#cba6f7",
        Name.Builtin: "#8cc2ff",
        Name.Class: "#f2c078",
        Name.Decorator: "#f2c078",
        Name.Exception: "#f2c078",
        Name.Function: "#8cc2ff",
        Literal: "#9bd6a6",
        String: "#9bd6a6",
        String.Interpol: "#f2c078",
        Number: "#ffab85",
    }


def code_stylesheet() -> str:
    """Return the CSS that colours what this module makes."""
    return "\n".join([*_rules(LightStyle), "@media (prefers-color-scheme: dark) {", *_rules(DarkStyle), "}", ""])


def _rules(style: type[Style]) -> Iterator[str]:
    plain = style.style_for_token(Token)
    for token, look in style:
        if look != plain:
            slant = " font-style: italic;" if look["italic"] else ""
            yield f".code .{STANDARD_TYPES[token]} {{ color: #{look['color']};{slant} }}"


@lru_cache(maxsize=256)
def code_lines(source: str) -> tuple[Markup, ...]:
    """Return the lines of *source*, each a piece of HTML that stands alone."""
    if len(source) > HIGHLIGHTED_AT_MOST:
        return tuple(escape(line) for line in source.split("\n"))
    html = highlight(source, PythonLexer(stripnl=False, ensurenl=False), HtmlFormatter(nowrap=True))
    return tuple(Markup(line) for line in html.rstrip("\n").split("\n"))  # noqa: S704 - Pygments escapes what it quotes


def code_block(source: str) -> Markup:
    """Return *source* as one highlighted block, without line numbers."""
    return Markup('<pre class="code"><code>{}</code></pre>\n').format(
        Markup("\n").join(code_lines(source.rstrip("\n")))
    )
