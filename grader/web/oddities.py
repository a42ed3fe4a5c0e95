"""What is unusual about a class, told in one sentence."""

from grader.domain.unusual import RECENT, Kind, Unusual

NAMED = 3
"""Titles that are told; with more, the table of tests says it better."""


def told(unusual: Unusual) -> str:
    """Say what is unusual, and what it may come from."""
    if unusual.kind is Kind.NOBODY_LOADS:
        return f"The latest files of all {unusual.number} students cannot be run. Does the text say what is loaded?"
    if unusual.kind is Kind.SLOWER:
        return (
            f"A test was too slow in {unusual.number} of the last {RECENT} graded attempts; before, that was rare. "
            "Is the machine busy with something else?"
        )
    tests = _named([each["title"] for each in unusual.tests])
    if unusual.kind is Kind.NEVER_RUN:
        return f"No attempt of {unusual.number} students came as far as {tests}. Does the time for all tests suffice?"
    return f"Not one of {unusual.number} students passes {tests}. Does it ask for what the text says?"


def _named(titles: list[str]) -> str:
    """Return the titles in quotes, so many as fit in a sentence."""
    quoted = [f"“{title.rstrip('.')}”" for title in titles[:NAMED]]
    rest = len(titles) - len(quoted)
    if rest:
        return ", ".join(quoted) + f" and {rest} more"
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
