"""Times on pages: in the zone of who is signed in, which is asked for here alone."""

from datetime import datetime

from flask import Flask
from markupsafe import Markup

from grader.db.models import utc_now
from grader.domain.times import in_words
from grader.web import looks, signin


def zone_name() -> str:
    """Return the zone of who is signed in; UTC for strangers, and for who has none yet."""
    return (signin.person().time_zone if signin.is_signed_in() else None) or "UTC"


def init_clock(app: Flask) -> None:
    """Give the templates of *app* the filters ``moment`` and ``ago``, and the reader's zone."""
    app.jinja_env.filters |= {"moment": moment, "ago": ago, "date": date}
    app.jinja_env.globals["reader_zone"] = zone_name


def moment(at: datetime) -> Markup:
    """Return ``21 Nov 2026, 12:38 CET (3 minutes ago)``."""
    return looks.moment(at, utc_now(), zone_name())


def ago(at: datetime) -> Markup:
    """Return the distance alone; the time itself stands in its title."""
    return looks.ago(at, utc_now(), zone_name())


def date(at: datetime) -> str:
    """Return ``21 Nov 2026, 12:38 CET``."""
    return in_words(at, zone_name())
