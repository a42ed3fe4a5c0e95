"""What those ask who watch the process: whether it answers, and whether it can serve; for strangers, with no session.

That nobody works on the queue is no reason to serve no pages: what is handed in is stored and waits.
"""

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from grader.db import migrate
from grader.errors import ServiceError
from grader.web.database import reading

health = Blueprint("health", __name__)

SILENT = "The database does not answer."


@health.get("/healthz")
def lives() -> Response:
    """Say that the process answers."""
    return _plain("ok")


@health.get("/readyz")
def is_ready() -> Response:
    """Say whether the database answers, and has the schema of this version."""
    try:
        migrate.require_newest_at(reading().connection())
    except ServiceError as error:
        return _plain(str(error), 503)
    except SQLAlchemyError:  # its message may hold the address of the database, with the password
        return _plain(SILENT, 503)
    return _plain("ok")


def _plain(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")
