"""Log lines: one event each, with the ids of what it is about; never code, names, addresses or secrets.

Everybody logs by the standard library: ``log.info("run begun", extra={"run": 7})``. What the lines of a block have in
common is said once, by :func:`about`.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from structlog.typing import EventDict, Processor

from grader.domain.traces import plain
from grader.settings import Settings

log = logging.getLogger(__name__)

FIELDS = (
    "submission", "run", "try", "worker", "request", "attempt", "line_item", "assignment", "kind", "row", "fault",
    "error", "reason", "outcomes", "wait_s", "duration_s", "method", "route",
)  # fmt: skip
"""What a line may tell beside its event. Libraries put whole arguments there: nothing else is written."""
ORDER = ("time", "level", "logger", "event", *FIELDS, "exception")
QUIET = {"alembic": logging.WARNING, "celery": logging.WARNING, "kombu": logging.ERROR}
"""kombu warns that the broker in memory has no host."""
QUIET_AS_TEXT = {"grader.jobs": logging.WARNING, "grader.web": logging.WARNING}
"""On a terminal, what goes well is not told."""
REASON_LENGTH = 300
CAUSES = 8
"""So many errors of a chain are told at most."""
HIDDEN = "[hidden]"
PRIVATE = re.compile(
    r"""\w[^\s@<>"'()\[\]{},;:=/]{0,63}@[^\s@<>"'()\[\]{},;:=/]{1,255}\.[^\W\d]{2,}  # somebody's address
      | (?<=/sign-in/)(?!<)[^\s/?"']+ | (?<=/join/)(?!<)[^\s/?"']+  # what lets people in
      | (?<=\bip=)\S+  # where somebody sits
    """,
    re.VERBOSE,
)
"""None of this is logged on purpose; the message of an error can hold it all the same."""


def configure(settings: Settings) -> None:
    """Have all loggers, ours and those of libraries, write to stderr as *settings* say."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(settings))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name, level in (QUIET if settings.log_format == "json" else QUIET | QUIET_AS_TEXT).items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda failed: log.critical("a thread failed", exc_info=failed.exc_value)


def formatter(settings: Settings) -> logging.Formatter:
    """Return what makes a line of a record: one JSON object, or text for people."""
    gathered: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    written = structlog.processors.JSONRenderer() if settings.log_format == "json" else _as_text
    told: list[Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _tell_exception,
        _Hiding(_secrets(settings)),
    ]
    return structlog.stdlib.ProcessorFormatter(processors=[*told, written], foreign_pre_chain=gathered)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Have every line of the block tell *ids*, and no other block's; the thread's own are back after it."""
    before = structlog.contextvars.get_contextvars()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**{**before, **ids})
    try:
        yield
    finally:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**before)


def add(**ids: object) -> None:
    """Have the lines to come tell *ids* as well, up to the end of the block of :func:`about`."""
    structlog.contextvars.bind_contextvars(**ids)


def in_this_block(function: Callable[..., None]) -> Callable[..., None]:
    """Return *function*, to be called in another thread: its lines tell what those here do."""
    return partial(copy_context().run, function)


def said(name: str) -> object:
    """Return what the lines of this block tell under *name*; empty: nothing."""
    return structlog.contextvars.get_contextvars().get(name, "")


def clear() -> None:
    """Forget what the lines of this thread had in common; for threads that serve one request after another."""
    structlog.contextvars.clear_contextvars()


def first_line(text: object) -> str:
    """Return the first line of a message: databases and parsers show rows and code in those below."""
    return plain(str(text).partition("\n")[0], REASON_LENGTH)


class _Hiding:
    """Takes out what nobody may read in a log, wherever it has come from."""

    def __init__(self, secrets: set[str]) -> None:
        longest_first = sorted(secrets, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, _logger: object, _method: str, event: EventDict) -> EventDict:
        return {name: self._hidden(event[name]) for name in ORDER if name in event}

    def _hidden(self, value: object) -> object:
        if value is None or isinstance(value, int | float | dict):
            return value
        return PRIVATE.sub(HIDDEN, self._secrets.sub(HIDDEN, str(value)))


def _secrets(settings: Settings) -> set[str]:
    urls = (settings.database_url, settings.broker, settings.smtp_url)
    passwords = [urlsplit(url).password or "" for url in urls]
    return {settings.secret_key, *passwords, *map(unquote, passwords)} - {""}


def _tell_exception(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Put where and why an exception was raised into a field, without any values."""
    raised = event.pop("exc_info", None)
    error = raised[1] if isinstance(raised, tuple) else raised
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(reversed([_trace(each) for each in _chain(error)]))
    return event


def _chain(error: BaseException | None) -> list[BaseException]:
    chain: list[BaseException] = []
    while error is not None and len(chain) < CAUSES:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain


def _trace(error: BaseException) -> str:
    return f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}: {first_line(error)}"


def _as_text(_logger: object, _method: str, event: EventDict) -> str:
    """Return a line for people; what somebody else may have written begins no line of its own."""
    left_out = {"time", "level", "logger", "event", "exception"}
    fields = [f"{name}={_value(value)}" for name, value in event.items() if name not in left_out]
    lines = [f"{event['event']}" + (f"  ({', '.join(fields)})" if fields else ""), event.get("exception", "")]
    return plain("\n".join(filter(None, lines)), sys.maxsize).replace("\n", "\n  ")


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) and not value.isalnum() else str(value)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> Any:
    if issubclass(kind, Exception):
        log.critical("the process failed", exc_info=error)
    else:
        sys.__excepthook__(kind, error, trace)
