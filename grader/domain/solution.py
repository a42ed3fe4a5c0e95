"""What can be said about a submission before it is run: from its bytes, and from its outline once it has one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from grader.domain.notebook import is_notebook
from grader.errors import SubmissionError

MAX_COMPARED = 500
"""So many names of a file are compared with one that is missing."""


@dataclass(frozen=True)
class Outline:
    """What a submission binds at its top level."""

    names: frozenset[str]
    indirect: bool
    """Whether it may bind more names, which are seen only when it runs: ``from x import *``, ``exec``, …"""


@dataclass(frozen=True)
class SyntaxMistake:
    """The first thing in a submission that is not Python."""

    line: int | None
    message: str
    text: str
    """The line; empty when it is not known."""


def check_source(content: bytes, max_kib: int) -> str:
    """Return the text of a ``solution.py``.

    Raises:
        SubmissionError: the bytes cannot be one; the message says why and what to do.

    """
    if len(content) > max_kib * 1024:
        raise SubmissionError(
            "too_big",
            f"The file has {len(content) / 1024:.0f} KiB; the limit is {max_kib} KiB. "
            "Hand in only the code: data, weights and plots do not belong in solution.py.",
        )
    if content.startswith(b"PK\x03\x04"):
        raise SubmissionError("not_python", "This is a zip archive. Unpack it and hand in the file solution.py itself.")
    if content.startswith((b"\x1f\x8b", b"%PDF", b"\x89PNG", b"\x7fELF")):
        raise SubmissionError("not_python", "This is not a text file. Hand in the file solution.py itself.")
    if is_notebook(content, ""):
        raise SubmissionError(
            "not_python", "This is a Jupyter notebook. Export it as a Python file and hand in solution.py."
        )
    if b"\x00" in content:
        raise SubmissionError(
            "not_python", "The file contains null bytes, so it is not Python text. Save it again as plain UTF-8 text."
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SubmissionError(
            "not_utf8", f"The file is not UTF-8 text (line {line}). Save it again with the encoding UTF-8."
        ) from None
    if not text.strip():
        raise SubmissionError("empty", "The file is empty. Check that you saved it before you handed it in.")
    return text


def check_outline(
    outline: Outline | SyntaxMistake | None,
    functions: Mapping[str, str],
    others: Iterable[tuple[str, Collection[str]]],
) -> None:
    """Check that a submission has the *functions* asked for: signatures by name. No outline: nothing is known.

    *others* are the titles and the functions of the course's other assignments, looked at only when all are missing.

    Raises:
        SubmissionError: it has a mistake in its syntax, lacks functions, or is the solution of another assignment.

    """
    if isinstance(outline, SyntaxMistake):
        raise SubmissionError("syntax_error", _told(outline))
    if outline is None or outline.indirect:
        return
    missing = [name for name in functions if name not in outline.names]
    if not missing:
        return
    if len(missing) == len(functions):
        _check_not_among(others, outline.names)
    raise SubmissionError("missing_function", _told_missing(missing, functions, outline.names - functions.keys()))


def _check_not_among(others: Iterable[tuple[str, Collection[str]]], names: Collection[str]) -> None:
    for title, functions in others:
        if all(name in names for name in functions):
            raise SubmissionError(
                "wrong_assignment",
                f"This looks like the solution of “{title}”. Hand it in there, or choose the file for this assignment.",
            )


def _told(mistake: SyntaxMistake) -> str:
    """Say what is wrong and where; a paragraph that is indented is code."""
    where = f"Line {mistake.line}" if mistake.line else "The file"
    line = f"    {mistake.text.strip()}\n\n" if mistake.text.strip() else ""
    return (
        f"{where} is not valid Python: {mistake.message}.\n\n{line}"
        "Often the mistake is a little before this place. Run the file once yourself, then hand it in."
    )


def _told_missing(missing: Collection[str], functions: Mapping[str, str], names: Collection[str]) -> str:
    what = "This function is" if len(missing) == 1 else f"These {len(missing)} functions are"
    wanted = "\n".join(f"    def {functions[name]}:" for name in missing)
    close = {name: get_close_matches(name, sorted(names)[:MAX_COMPARED], n=1) for name in missing}
    hints = "".join(f"There is {found[0]}: is that {name}? " for name, found in close.items() if found)
    return (
        f"{what} asked for and missing:\n\n{wanted}\n\n"
        f"{hints}Look at the name, and that the line begins at the left margin. "
        "What you have not written yet may stay as it is in starter.py."
    )
