"""The whole installation at a glance, for its operators: never code, and never anybody's name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from grader.db import clock
from grader.db.models import Release, Worker
from grader.db.queries import faults, line, workers
from grader.db.queries import system as queries
from grader.db.queries.kinds import Work
from grader.db.queries.system import Line
from grader.services.access import require_operator
from grader.web import signin
from grader.web.alarms import Alarm, alarms
from grader.web.database import reading
from grader.web.navigation import to_home

system = Blueprint("system", __name__)
ALL_IS_WELL = "All is well"
WORKS = {
    Work.ATTEMPTS: "Attempts",
    Work.REGRADES: "Regrades",
    Work.FIGURES: "Figures of classes",
    Work.COMPARISONS: "Comparisons",
    Work.MAILS: "Sign-in mails",
    Work.WEBHOOKS: "Webhooks",
    Work.NOTICES: "Handed in by other systems",
    Work.NOTICE_HANDLERS: "Notices asked of an LMS",
    Work.ROSTERS: "Rosters",
    Work.PASSBACKS: "Grades for the LMS",
}
PACES = {queries.HOUR: "Last hour", queries.DAY: "Last day"}
SHORT = 12
"""Characters of a release that tell it from others."""


@dataclass(frozen=True)
class State:
    """How the installation is."""

    alarms: Sequence[Alarm]
    lines: Sequence[Line]
    living: Sequence[Worker]
    silent: Sequence[Worker]
    release: Release | None
    """The one in force."""

    @property
    def working(self) -> list[Worker]:
        """The workers that take work."""
        return [worker for worker in self.living if not worker.obstacle]

    @property
    def words(self) -> str:
        """What a screen reader says when it changes."""
        return ". ".join(alarm.headline for alarm in self.alarms) or ALL_IS_WELL

    def is_in_force(self, worker: Worker) -> bool:
        """Say whether *worker* is of the release in force."""
        return self.release is not None and self.release.digest == worker.release


@system.before_request
def _let_operators_pass() -> BaseResponse | None:
    elsewhere = signin.require_sign_in()
    if elsewhere is None:
        require_operator(signin.person())
    return elsewhere


@system.get("/system")
def show() -> str:
    """Show the queue, the workers and the faults."""
    return render_template("system/show.html", trail=to_home(), **_now())


@system.get("/system/now")
def now() -> str | Response:
    """Return what of it changes, as a piece of the page; nothing if the page shows that already."""
    shown, seen = _now(), request.args.get("seen", "")
    if shown["key"] == seen:
        return Response(status=204)
    is_news = seen.partition(".")[0] != shown["key"].partition(".")[0]
    return render_template("system/_now.html", **shown, is_news=is_news)


def _now() -> dict[str, Any]:
    """Return the part that changes as HTML, the key of what it says, and the words for its state."""
    at = clock.now(reading())
    state = _state(at)
    html = render_template(
        "system/_figures.html",
        state=state,
        waiting=queries.waiting(reading(), signin.person().id, at),
        paces=queries.paces(reading(), at),
        faults=faults.faults(reading(), signin.person().id, at),
        since=lambda then: _since_s(then, at),
        ALL_IS_WELL=ALL_IS_WELL,
        WORKS=WORKS,
        PACES=PACES,
        SAMPLE=queries.SAMPLE,
        SHORT=SHORT,
    )
    words = state.words
    return {"figures": Markup(html), "key": f"{_digest(words)}.{_digest(html)}", "words": words}  # noqa: S704


def _state(at: datetime) -> State:
    session = reading()
    living = workers.living(session, at)
    has_broker = current_app.config["HAS_BROKER"]
    return State(
        alarms(living, is_stuck=line.is_stuck(session, at), has_broker=has_broker),
        queries.lines(session, at),
        living,
        workers.silent(session, at),
        workers.release_in_force(session),
    )


def _since_s(then: datetime | None, at: datetime) -> float | None:
    """Return how long ago *then* was; None: it is yet to come, or never was."""
    return (at - then) / timedelta(seconds=1) if then and then <= at else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
