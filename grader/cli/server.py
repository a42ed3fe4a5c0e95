"""The serving process: the web application, and in it the host of the worker."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.orm import Session, sessionmaker

from grader.cli.work import STOP_TIMEOUT_S, Hosting
from grader.db.engine import make_engine, make_sessions
from grader.jobs.carrier import IN_MEMORY
from grader.settings import Settings
from grader.web.app import create_app

THREADS = 16


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn with one process: a supervisor starts it anew when it dies, and rows wait for it meanwhile."""

    def __init__(self, settings: Settings, welcome: str) -> None:
        self._settings = settings
        self._welcome = welcome
        self._sessions: sessionmaker[Session] | None = None
        self._hosting: Hosting | None = None
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
        if self._settings.broker == IN_MEMORY:  # otherwise ``grader worker`` works, on this machine or others
            self._hosting = Hosting(self._settings, self._database())

    def _stop_jobs(self) -> None:
        if self._hosting:
            self._hosting.stop()
