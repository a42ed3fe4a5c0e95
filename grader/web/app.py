"""The Flask application, put together."""

import hashlib
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask, Response, url_for
from sqlalchemy.orm import Session, sessionmaker

from grader.domain import notebook
from grader.settings import Settings
from grader.web.about import about
from grader.web.account import account
from grader.web.api.interface import init_api
from grader.web.asset_notices import asset_notices
from grader.web.auth import auth
from grader.web.clock import init_clock
from grader.web.database import init_database
from grader.web.failures import init_failures
from grader.web.health import health
from grader.web.highlighting import code_stylesheet
from grader.web.inbound import inbound
from grader.web.looks import address, counted, lasting, percent, points
from grader.web.lti import init_lti
from grader.web.navigation import submissions_href
from grader.web.oddities import told
from grader.web.paging import address_with
from grader.web.platforms import platforms
from grader.web.requests import init_requests
from grader.web.results import look_of, message, pending_look
from grader.web.security import init_security
from grader.web.signin import init_signin
from grader.web.staff import BLUEPRINTS as STAFF_PAGES
from grader.web.student import student
from grader.web.submission import submission
from grader.web.system import system
from grader.web.tokens import tokens
from grader.web.viewing_as import init_viewing_as, viewing

FORM_OVERHEAD = 64 * 1024
"""Bytes that a form may have around the file in it, and above its limit: a file a little too big is told so kindly."""

FILTERS = {
    "address": address,
    "counted": counted,
    "lasting": lasting,
    "look": look_of,
    "message": message,
    "pending": pending_look,
    "percent": percent,
    "points": points,
    "told": told,
}


def create_app(settings: Settings, sessions: sessionmaker[Session]) -> Flask:
    """Return the web application on the database that *sessions* reach."""
    app = Flask(__name__)
    code_bytes = settings.max_upload_kib * 1024
    app.config |= {
        "SECRET_KEY": settings.secret_key,
        "ADDRESS": settings.address,
        "LMS_IN_PRIVATE": settings.lms_in_private,
        "HAS_BROKER": settings.broker != Settings.broker,
        "MAILS_LINKS": bool(settings.smtp_url),
        "ASSIGNMENTS_DIR": settings.assignments_dir,
        "WEBHOOKS_TO_PRIVATE": settings.webhooks_to_private,
        "MAX_UPLOAD_KIB": settings.max_upload_kib,
        "MAX_CONTENT_LENGTH": max(code_bytes, notebook.MAX_MIB * 2**20) + FORM_OVERHEAD,
        "MAX_FORM_MEMORY_SIZE": code_bytes + FORM_OVERHEAD,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=14),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),  # the address of a file has its digest
    }
    init_requests(app)
    init_database(app, sessions)
    init_security(app, settings)
    init_signin(app)
    init_viewing_as(app)
    init_failures(app)
    init_clock(app)
    init_lti(app, settings)
    _init_files(app)
    app.jinja_env.filters |= FILTERS
    app.jinja_env.globals |= {"address_with": address_with, "submissions_href": submissions_href}
    for blueprint in (
        about,
        asset_notices,
        auth,
        account,
        health,
        inbound,
        platforms,
        student,
        submission,
        system,
        tokens,
        viewing,
        *STAFF_PAGES,
    ):
        app.register_blueprint(blueprint)
    init_api(app)
    return app


def _init_files(app: Flask) -> None:
    """Serve stylesheets and scripts under addresses that change when they do."""
    folder = Path(app.root_path) / "static"

    @cache
    def static(filename: str) -> str:
        digest = hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:12]
        return url_for("static", filename=filename, v=digest)

    @app.get("/code.css")
    def code_css() -> Response:
        return Response(code_stylesheet(), mimetype="text/css", headers={"Cache-Control": "max-age=3600"})

    app.jinja_env.globals["static"] = static
