"""Commands that run in the process of the tests leave its logging as it was."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest

from grader import logs


@pytest.fixture(autouse=True)
def own_logging() -> Iterator[None]:
    """Take back what a command has configured: it writes to a stream that is closed after the test."""
    root = logging.getLogger()
    kept = list(root.handlers), root.level, sys.excepthook, threading.excepthook
    levels = {name: logging.getLogger(name).level for name in logs.QUIET | logs.QUIET_AS_TEXT}
    yield
    root.handlers[:], level, sys.excepthook, threading.excepthook = kept
    root.setLevel(level)
    for name, quiet in levels.items():
        logging.getLogger(name).setLevel(quiet)
    logging.captureWarnings(capture=False)
