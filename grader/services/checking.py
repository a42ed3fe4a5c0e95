"""What is checked before an attempt counts."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from grader.db.models import LineItem
from grader.db.queries import people
from grader.domain import notebook
from grader.domain.solution import Outline, SyntaxMistake, check_outline, check_source
from grader.errors import AuthorError, NotFound
from grader.exam import assignment as assignments


@dataclass(frozen=True)
class Checks:
    """Checks files against the assignments in *folder*."""

    folder: Path
    max_kib: int
    outline_of: Callable[[str], Outline | SyntaxMistake | None]
    """Says what a source binds: :func:`grader.outline.outline_of`."""

    def code_of(self, session: Session, item: LineItem, content: bytes, file_name: str) -> bytes:
        """Return the code that a file hands in for *item*; *file_name* is empty when the code was pasted.

        Raises:
            SubmissionError: it cannot be a solution; the message says why and what to do.

        """
        if notebook.is_notebook(content, file_name):
            content = notebook.code_of(content).encode()
        text = check_source(content, self.max_kib)
        check_outline(self.outline_of(text), self._functions(item), self._others(session, item))
        return content

    def _functions(self, item: LineItem) -> dict[str, str]:
        """Return the signatures asked for, by name; none while the assignment is broken, which is said elsewhere."""
        try:
            asked = assignments.load(self.folder, item.assignment).functions
        except (AuthorError, NotFound):
            return {}
        return {name: function.signature for name, function in asked.items()}

    def _others(self, session: Session, item: LineItem) -> Iterator[tuple[str, Collection[str]]]:
        for other in people.published_line_items(session, item.course_id):
            if functions := self._functions(other):
                yield other.title, functions
