"""The code in a Jupyter notebook."""

import json
import re
from typing import Any

from grader.errors import SubmissionError

MAX_MIB = 4
"""A notebook has pictures and tables in it, so it may be larger than the code that is taken out of it."""

AGAIN = "Open it in Jupyter, clear all outputs, save it and hand it in again."
RUNS_ITS_BODY = ("%%time", "%%capture", "%%prun")
MAGIC = re.compile(r"[ \t]*(?:[%!?]|[\w.]+\?{1,2}[ \t]*$)(?:\\\n|[^\n])*\n?", re.MULTILINE)
"""Begins no statement of Python: ``%matplotlib inline``, ``!pip install``, ``np.tanh?``."""
TOKEN = re.compile(
    r"""
      (?P<skipped> \"{3} (?:\\.|[^\\])*? (?:\"{3}|\Z)
                 | '{3}  (?:\\.|[^\\])*? (?:'{3}|\Z)
                 | "     (?:\\.|[^\\"\n])* "?
                 | '     (?:\\.|[^\\'\n])* '?
                 | \#    [^\n]*
                 | \\\n
                 | [^"'\#\\\n()\[\]{}]+
                 | \\ )
    | (?P<opened> [(\[{] )
    | (?P<closed> [)\]}] )
    | (?P<ended> \n )
    """,
    re.VERBOSE | re.DOTALL,
)
"""What a line break may be hidden in, and brackets: enough to tell where a statement begins."""


def is_notebook(content: bytes, file_name: str) -> bool:
    """Tell whether a file of this name, or text that was pasted under none, is meant to be a notebook."""
    looks_like_one = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and (
        b'"cells"' in content or b'"worksheets"' in content
    )
    return looks_like_one or file_name.lower().endswith(".ipynb")


def code_of(content: bytes) -> str:
    """Return the code cells of a notebook as one Python text; commands of IPython become comments in it.

    Raises:
        SubmissionError: it is no notebook, or too big, or has no code; the message says what to do.

    """
    if len(content) > MAX_MIB * 2**20:
        raise SubmissionError(
            "too_big", f"The notebook has {len(content) / 2**20:.1f} MiB; the limit is {MAX_MIB} MiB. {AGAIN}"
        )
    cells = [cell for cell in _cells(_parsed(content)) if cell["cell_type"] == "code"]
    codes = [(cell.get("execution_count"), _source(cell)) for cell in cells]
    if not any(code.strip() for _, code in codes):
        raise SubmissionError(
            "empty", "The notebook has no code in it. Check that you saved it before you handed it in."
        )
    text = "\n\n".join(f"# In [{_number(count)}]\n{_python(code)}" for count, code in codes if code.strip()) + "\n"
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _broken("there are characters in its code that are no text") from None
    return text


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except UnicodeDecodeError:
        raise _broken("it is not UTF-8 text") from None
    except (ValueError, RecursionError):  # no JSON, a number of thousands of digits; nested a thousand deep
        raise _broken("it is not valid JSON") from None
    if not isinstance(found, dict):
        raise _broken("it is JSON, but of another kind")
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key stands twice")
    return table


def _cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    if "worksheets" in notebook:
        raise SubmissionError(
            "not_python",
            "This notebook has the format 3 of old versions of IPython. Open it in Jupyter and save it, "
            "which brings it to format 4, then hand it in again.",
        )
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise _broken("it has no list of cells")
    if not all(isinstance(cell, dict) and isinstance(cell.get("cell_type"), str) for cell in cells):
        raise _broken("one of its cells is none")
    return cells


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    texts = [line for line in lines if isinstance(line, str)]
    if len(texts) < len(lines):
        raise _broken("the code in one of its cells is no text")
    return re.sub(r"\r\n?", "\n", "".join(texts)).strip("\n")


def _broken(reason: str) -> SubmissionError:
    return SubmissionError(
        "not_python", f"The notebook cannot be read: {reason}. {AGAIN} Or hand in the code as solution.py."
    )


def _number(count: object) -> str:
    return str(count) if type(count) is int and 0 < count < 10**6 else " "


def _python(code: str) -> str:
    """Return *code*, line for line, with comments for what is IPython's and not Python's."""
    if code.startswith("%%") and code.split(None, 1)[0] not in RUNS_ITS_BODY:
        return _comment(code)
    pieces = []
    position = 0
    while position < len(code):
        magic = MAGIC.match(code, position)
        end = magic.end() if magic else _end_of_statement(code, position)
        pieces.append(_comment(code[position:end]) if magic else code[position:end])
        position = end
    return "".join(pieces)


def _end_of_statement(code: str, start: int) -> int:
    depth = 0
    for token in TOKEN.finditer(code, start):
        if token["opened"]:
            depth += 1
        elif token["closed"]:
            depth = max(depth - 1, 0)
        elif token["ended"] and depth == 0:
            return token.end()
    return len(code)


def _comment(text: str) -> str:
    first, *others = text.split("\n")
    statement = first.lstrip()
    indent = first[: len(first) - len(statement)]
    marker = f"{indent}pass  # " if indent else "# "  # it may be all that a block has in it
    return "\n".join([marker + statement, *(f"# {line}" if line else line for line in others)])
