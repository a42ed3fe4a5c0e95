"""Writes down how far an exam is, beside it: the exam never waits for the database."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from grader import logs
from grader.exam.collector import Progress, Tell

log = logging.getLogger(__name__)

PAUSE_S = 0.5
"""Between two writes, and before the first: most runs are over before anybody has looked twice."""


@contextmanager
def told(write: Callable[[Progress], object]) -> Iterator[Tell]:
    """Call *write* with the newest of what the block tells, in a thread of its own, until the block ends."""
    news = _News()
    follower = threading.Thread(target=logs.in_this_block(_follow), args=(news, write), name="progress", daemon=True)
    follower.start()
    try:
        yield news.tell
    finally:
        news.ended.set()
        follower.join()


class _News:
    """What was told last."""

    def __init__(self) -> None:
        self.progress: Progress | None = None
        self.ended = threading.Event()

    def tell(self, progress: Progress) -> None:
        self.progress = progress


def _follow(news: _News, write: Callable[[Progress], object]) -> None:
    written = None
    while not news.ended.wait(PAUSE_S):
        newest = news.progress
        if newest in (None, written):
            continue
        try:
            write(newest)
        except SQLAlchemyError:  # it is only a bar on a page; the result will be written all the same
            log.warning("progress could not be written", exc_info=True)
        written = newest
