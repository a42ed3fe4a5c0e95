"""Keeps a lease while its work is done."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from grader import logs

log = logging.getLogger(__name__)


@contextmanager
def kept(renew: Callable[[], bool], lease_s: float, lost: threading.Event) -> Iterator[None]:
    """Call *renew* three times within each *lease_s* until the block ends; set *lost* when it says that it is.

    A database that does not answer is asked again until the lease has passed.
    """
    ended = threading.Event()
    beat = threading.Thread(
        target=logs.in_this_block(_beat), args=(renew, lease_s, lost, ended), name="heartbeat", daemon=True
    )
    beat.start()
    try:
        yield
    finally:
        ended.set()
        beat.join()


def _beat(renew: Callable[[], bool], lease_s: float, lost: threading.Event, ended: threading.Event) -> None:
    renewed = time.monotonic()
    while not ended.wait(lease_s / 3):
        asked = time.monotonic()
        try:
            held = renew()
        except SQLAlchemyError:
            log.warning("a lease could not be renewed", exc_info=True)
            held = asked - renewed < lease_s
        else:
            renewed = asked
        if not held:
            lost.set()
            return
