"""The serving process: the web application, and in it the host of the worker."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.orm import Session, sessionmaker

from grader.db.engine import make_engine, make_sessions
from grader.db.models import Run
from grader.grading import Grader
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.tasks import Grading
from grader.settings import Settings
from grader.web.app import create_app

THREADS = 16
STOP_TIMEOUT_S = 20
"""Runs have this long to end at a stop; what is cancelled then is graded after the next start."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with one process: a supervisor starts it anew when it dies, and rows wait for it meanwhile."""

    def __init__(self, settings: Settings, welcome: str) -> None:
        self._settings = settings
        self._welcome = welcome
        self._sessions: sessionmaker[Session] | None = None
        self._host: Host | None = None
        self._grader: Grader | None = None
        super().__init__()

    def load_config(self) -> None:
        """Configure gunicorn; it asks for this."""
        chosen: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": STOP_TIMEOUT_S + 20,
            "control_socket_disable": True,
            "loglevel": "warning",
            "when_ready": lambda _arbiter: print(self._welcome, flush=True),
            "post_worker_init": lambda _worker: self._start_jobs(),
            "worker_exit": lambda _arbiter, _worker: self._stop_jobs(),
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; called in the process that serves."""
        return create_app(self._settings, self._database())

    def _database(self) -> sessionmaker[Session]:
        self._sessions = self._sessions or make_sessions(make_engine(self._settings.database_url))
        return self._sessions

    def _start_jobs(self) -> None:
        self._grader = Grader(self._settings)
        grading = Grading(self._database(), self._grader, self._settings.secret_key)
        queue = Queue(self._settings, self._database(), [Kind(Run, grading)])
        self._host = Host(queue, self._settings.data_dir / "worker.lock", self._settings.slots)
        self._host.start()

    def _stop_jobs(self) -> None:
        if self._host and self._grader:
            self._host.stop(STOP_TIMEOUT_S)
            self._grader.close()
