"""The line for waiting pages: hundreds of them ask at a deadline, so a long one is read once a second for all."""

import time
from datetime import datetime

from flask import current_app

from grader.db import clock
from grader.db.models import Run
from grader.db.queries import line
from grader.db.queries.line import Line, Outlook
from grader.web.database import reading

KEY = "waiting line"
LONG = 50
"""A shorter line is read anew each time: that is quick, and what it tells is never old."""
KEPT_S = 1.0


def outlook(run: Run) -> Outlook:
    """Return what *run* has to expect."""
    now = clock.now(reading())
    return line.without_waiting(run, now) or _line(now).outlook(run)


def _line(now: datetime) -> Line:
    """Return the line, read less than a second ago."""
    read_at, known = current_app.extensions.get(KEY, (0.0, None))
    if known is None or time.monotonic() - read_at > KEPT_S:
        known = line.read(reading(), now)
        _keep(known)
    found: Line = known
    return found


def _keep(read: Line) -> None:
    if len(read.places) >= LONG:
        current_app.extensions[KEY] = (time.monotonic(), read)
    else:
        current_app.extensions.pop(KEY, None)
