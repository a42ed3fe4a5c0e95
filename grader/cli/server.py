"""The serving process: the web application, and what it keeps beside itself."""

import logging
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from sqlalchemy.orm import Session, sessionmaker

from grader import metrics
from grader.cli.work import STOP_TIMEOUT_S
from grader.db.engine import make_engine, make_sessions
from grader.errors import ServiceError
from grader.jobs.beside import Beside
from grader.jobs.calling import when_work_comes
from grader.jobs.carrier import IN_MEMORY
from grader.niceness import PAGES, stand
from grader.settings import Settings
from grader.web import queue_metrics
from grader.web.app import create_app

log = logging.getLogger(__name__)

THREADS = 16
WORKER = [sys.executable, "-P", "-m", "grader.cli.hosting"]
LAST_S = 15
"""The worker's process has so long to end when what was running has ended."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with one process: a supervisor starts it anew when it dies, and rows wait for it meanwhile."""

    def __init__(self, settings: Settings, welcome: str) -> None:
        self._settings = settings
        self._welcome = welcome
        self._sessions: sessionmaker[Session] | None = None
        self._worker: Beside | None = None
        super().__init__()

    def load_config(self) -> None:
        """Configure gunicorn; it asks for this."""
        chosen: dict[str, Any] = {
            "bind": f"{self._settings.host}:{self._settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": STOP_TIMEOUT_S + LAST_S + 5,
            "control_socket_disable": True,
            "loglevel": "warning",
            "logger_class": _PassingOn,
            "when_ready": lambda _arbiter: print(self._welcome, flush=True),
            "post_worker_init": lambda _worker: self._start(),
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

    def _start(self) -> None:
        """Start what is beside the pages in the process that serves."""
        stand(PAGES)
        if self._settings.metrics_port:
            queue_metrics.register(self._database())
            self._serve_metrics()
        if self._settings.broker == IN_MEMORY:  # otherwise ``grader worker`` works, on this machine or others
            self._worker = Beside(WORKER)
            when_work_comes(self._database(), self._worker.call)
            self._worker.start()

    def _serve_metrics(self) -> None:
        try:
            metrics.serve(self._settings)
        except ServiceError as error:
            log.critical("%s", error)
            sys.exit(Arbiter.WORKER_BOOT_ERROR)  # a supervisor that is told so tries no other process

    def _stop_jobs(self) -> None:
        if self._worker:
            self._worker.stop(STOP_TIMEOUT_S + LAST_S)


class _PassingOn(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's lines go the way of all others."""

    def setup(self, cfg: Any) -> None:
        """Take away the way of their own."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
