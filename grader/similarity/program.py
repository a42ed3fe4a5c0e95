"""The program that compares: ``python -m grader.similarity.program FOLDER MOST`` writes JSON to standard output.

The method is winnowing of normalised tokens (Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document
fingerprinting", SIGMOD 2003), as compare50's pass ``structure`` does it.
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import compare50
from compare50.passes import structure

from grader.similarity import STARTER

Span = tuple[int, int]
"""Characters from, and up to but not including."""


def main() -> None:
    """Compare the files of a folder."""
    folder, most = Path(sys.argv[1]), int(sys.argv[2])
    prepare = _Chain(structure.preprocessors)
    submissions = [
        compare50.Submission(folder, [path.name], preprocessor=prepare)
        for path in sorted(folder.glob("*.py"))
        if path.name != STARTER
    ]
    starter = set(compare50.Submission(folder, [STARTER], preprocessor=prepare).files)
    scores = compare50.rank(submissions, [], starter, structure, n=most) if len(submissions) > 1 else []
    results = compare50.compare(scores, starter, structure)
    found = [_described(result) for result in results]
    found.sort(key=lambda each: (-max(each["left_share"], each["right_share"]), each["left"], each["right"]))
    json.dump([each for each in found if each["passages"]], sys.stdout)


class _Chain:
    """Preprocessors one after the other; a class, because compare50 sends it to other processes."""

    def __init__(self, steps: Iterable[Any]) -> None:
        self._steps = list(steps)

    def __call__(self, tokens: Any) -> Any:
        for step in self._steps:
            tokens = step(tokens)
        return tokens


def _described(result: Any) -> dict[str, Any]:
    [left], [right] = result.sub_a.files, result.sub_b.files
    spans: dict[Any, list[Span]] = {left: [], right: []}
    passages = set()
    for group in result.groups:
        of_group = {file: [(span.start, span.end) for span in group.spans if span.file == file] for file in spans}
        for file, members in of_group.items():
            spans[file] += members
        passages |= {
            (*_lines(left, span), *_lines(right, other)) for span in of_group[left] for other in of_group[right]
        }
    ignored = {file: [(span.start, span.end) for span in result.ignored_spans if span.file == file] for file in spans}
    return {
        "left": int(left.name.stem),
        "right": int(right.name.stem),
        "left_share": _share(left, spans[left], ignored[left]),
        "right_share": _share(right, spans[right], ignored[right]),
        "passages": sorted(passages),
    }


def _share(file: Any, spans: list[Span], ignored: list[Span]) -> float:
    """Return how many of the tokens that count are in *spans*; a docstring is one token, however long."""
    unlike, alike = _characters(ignored), _characters(spans)
    own = [token.start for token in file.tokens() if token.start not in unlike]
    return round(sum(start in alike for start in own) / len(own), 4) if own else 0.0


def _characters(spans: list[Span]) -> set[int]:
    return {position for start, end in spans for position in range(start, end)}


def _lines(file: Any, span: Span) -> Span:
    text = file.read()
    starts = [0, *(position + 1 for position, character in enumerate(text) if character == "\n")]
    last = len(text[: span[1]].rstrip()) - 1
    return bisect_right(starts, span[0]), max(bisect_right(starts, span[0]), bisect_right(starts, last))


if __name__ == "__main__":
    main()
