"""What can be said about a submission from its bytes alone; it is never parsed on this side."""

from grader.errors import SubmissionError


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
    if content.lstrip().startswith(b"{") and b'"cells"' in content:
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
