"""What this process tells the others of itself, and whether it may work at all."""

import os
import socket
import time
from collections.abc import Callable

from sqlalchemy.orm import Session, sessionmaker

from grader.db import clock
from grader.db.queries import workers
from grader.jobs import telling
from grader.services import workers as services
from grader.services.workers import Presence

TELL_S = 5.0
STARTING = "It is starting."
FORGOTTEN = "No release is in force yet: run grader migrate."
OTHER = "Another release is in force. This worker needs the same code and assignments; then run grader migrate."
CHANGED = "The assignments have changed since this worker started. Run grader migrate, and start the worker anew."


class Roll:
    """The row of this process among the workers; written every few seconds, gone when the process ends well."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        slots: int,
        release: Callable[[], str] | None = None,
        spare: Callable[[], int] = lambda: 0,
    ) -> None:
        self.slots = slots
        self.obstacle = STARTING if release else ""
        """Why this process may not work; empty: it may."""
        self._sessions = sessions
        self._digest = release
        self.release = release() if release else ""
        """Digest of what it was when it started.

        Empty: the only worker of its installation is of the right release, whatever its author is editing.
        """
        self._spare = spare
        self._host = socket.gethostname()
        self.name = f"{self._host}:{os.getpid()}"
        """Of this process among all that work."""
        self._told_at = -TELL_S
        self._told = ""
        self._obstacle_told = ""

    def tell(self, running: int, hindrance: str) -> None:
        """Write the row anew, if it is time or there is news; *hindrance* keeps this machine from grading."""
        if time.monotonic() - self._told_at < TELL_S and hindrance == self._told:
            return
        has_changed = self._digest is not None and self._digest() != self.release
        with self._sessions.begin() as session:
            self.obstacle = CHANGED if has_changed else self._against(session)
            obstacle = self.obstacle or hindrance
            presence = Presence(
                self.name, self._host, self.release, self.slots, running, self._spare(), obstacle[:2000]
            )
            services.note(session, presence, clock.now(session))
        telling.worker(presence, self._obstacle_told)
        self._told_at, self._told, self._obstacle_told = time.monotonic(), hindrance, obstacle

    def leave(self) -> None:
        """Take the row away."""
        with self._sessions.begin() as session:
            services.leave(session, self.name)

    def _against(self, session: Session) -> str:
        if self._digest is None:
            return ""
        in_force = workers.release_in_force(session)
        if in_force is None:
            return FORGOTTEN
        return "" if in_force.digest == self.release else OTHER
