"""What authors write, as HTML: Markdown without raw HTML, LaTeX as MathML, code in colours."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, tostring

from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from grader.web.highlighting import code_block

UNWANTED_IN_MATH = {"class", "href", "id", "style"}
"""Attributes that LaTeX commands such as ``\\href`` and ``\\style`` would set."""

THIN_SPACE = "0.1667em"
PRIME = "′"
SPACELESS = {PRIME, "|", "‖"}


@dataclass(frozen=True)
class Text:
    """A text as HTML, and its headings of the second level as pairs of id and words."""

    html: Markup
    headings: tuple[tuple[str, Markup], ...]


@lru_cache(maxsize=64)
def markdown(source: str) -> Text:
    """Return *source* (CommonMark, tables, ``$…$`` and ``$$…$$``) as HTML; HTML in it is shown, not obeyed.

    A title in its first line is left out: the page has one of its own.
    """
    parser = _parser()
    tokens = parser.parse(re.sub(r"\A\s*# .*\n", "", source))
    html = parser.renderer.render(tokens, parser.options, {})
    headings = [
        (str(opening.attrs["id"]), parser.renderer.render([inline], parser.options, {}))
        for opening, inline in pairwise(tokens)
        if opening.type == "heading_open" and opening.tag == "h2"
    ]
    # The parser's raw HTML is off, so it escapes everything that it quotes.
    return Text(Markup(html), tuple((anchor, Markup(words)) for anchor, words in headings))  # noqa: S704


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.use(dollarmath_plugin, renderer=_math, allow_labels=False, double_inline=True, allow_digits=False)
    parser.use(anchors_plugin, max_level=3)
    parser.add_render_rule("fence", _fence)
    parser.add_render_rule("table_open", lambda *_: '<div class="scroll"><table>')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _fence(
    _renderer: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    token = tokens[index]
    if token.info.strip() in {"python", "py"}:
        return str(code_block(token.content))
    return f'<pre class="code"><code>{escape(token.content)}</code></pre>\n'


def _math(latex: str, options: dict[str, Any]) -> str:
    """Return *latex* as MathML; what cannot be understood is shown as it was written."""
    try:
        tree = convert_to_element(latex, display="block" if options["display_mode"] else "inline")
    except Exception:  # noqa: BLE001 - the library raises a dozen unrelated types for bad LaTeX
        return f"<code>{escape(latex)}</code>"
    _clean(tree)
    return tostring(tree, encoding="unicode")


def _clean(tree: Element) -> None:
    """Drop the attributes that could do more than show mathematics, and mend the library's typesetting."""
    for element in tree.iter():
        element.text = html.unescape(element.text or "")
        for name in UNWANTED_IN_MATH & element.attrib.keys():
            del element.attrib[name]
    for parent in tree.iter():
        if parent.tag == "msup" and parent[-1].text == PRIME:
            parent.tag = "mrow"  # the character is raised already
            parent[-1].tag = "mo"
        _space(list(parent))


def _space(row: Sequence[Element]) -> None:
    """Set ``log`` and its like off from their neighbours in *row* by thin spaces, as TeX does; bars by none."""
    for before, element, after in zip([None, *row], row, [*row[1:], None], strict=False):
        text = element.text or ""
        if element.tag in {"mi", "mo"} and len(text) > 1 and text.isalpha():
            element.tag = "mo"
            element.set("lspace", "0" if before is None or before.tag == "mo" else THIN_SPACE)
            element.set("rspace", "0" if after is None or after.tag == "mo" else THIN_SPACE)
        elif element.tag == "mo" and text in SPACELESS:
            element.attrib |= {"lspace": "0", "rspace": "0"}
