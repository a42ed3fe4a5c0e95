"""Processes that have imported an assignment's hidden tests, and fork an exam from there in milliseconds."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import OrderedDict
from typing import IO, TypeAlias

from grader.errors import AuthorError, ServiceError
from grader.exam.apart import environment
from grader.exam.assignment import Assignment
from grader.settings import ROOT

KEPT = 16
"""So many assignments stay prepared, those used last; one takes 30 MiB."""
IMPORT_TIMEOUT_S = 60
LAST_WORDS_BYTES = 2000

Stamp: TypeAlias = frozenset[tuple[str, int, int]]


class Prepared:
    """One such process. It has no database, no secrets, and ends with the process that started it."""

    def __init__(self, assignment: Assignment) -> None:
        self._slug = assignment.slug
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process that writes to it
        self._process = subprocess.Popen(
            [sys.executable, "-m", "grader.exam", str(other.fileno()), str(assignment.folder.parent), assignment.slug],
            pass_fds=[other.fileno()],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            start_new_session=True,
        )
        other.close()
        self._control.settimeout(IMPORT_TIMEOUT_S)
        self._lock = threading.Lock()
        self._exams: set[int] = set()
        self._retired = False

    def fork(self, link: socket.socket, errors: IO[bytes]) -> int:
        """Start an exam that serves *link* and writes what it has to complain of to *errors*; return its process id.

        Raises:
            AuthorError: the assignment's modules take too long to import.
            ServiceError: the process was lost.

        """
        with self._lock:
            try:
                socket.send_fds(self._control, [b"fork"], [link.fileno(), errors.fileno()])
                reply = self._control.recv(16)
            except TimeoutError as error:
                self._end()
                raise AuthorError(f"{self._slug}: to import its tests takes over {IMPORT_TIMEOUT_S} s.") from error
            except OSError as error:
                raise ServiceError(f"The exam of {self._slug} cannot be started: {error}") from error
            if not reply:
                raise ServiceError(f"The exam of {self._slug} could not be prepared. {last_words(self._errors)}")
            self._exams.add(int(reply))
            return int(reply)

    def end(self, exam: int) -> None:
        """End an exam and all that it started; it is over when this returns."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(exam, signal.SIGKILL)
        with self._lock:
            with contextlib.suppress(OSError):  # it has died, and its exams with it
                self._control.send(str(exam).encode())
                self._control.recv(16)
            self._exams.discard(exam)
            if self._retired and not self._exams:
                self._end()

    def is_alive(self) -> bool:
        """Say whether it can still be asked."""
        return self._process.poll() is None

    def retire(self) -> None:
        """End it as soon as its last exam has ended."""
        with self._lock:
            self._retired = True
            if not self._exams:
                self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._control.close()
        self._errors.close()


class PreparedExams:
    """One prepared process for each assignment that was asked for of late; a new one when its files change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._prepared: OrderedDict[str, tuple[Stamp, Prepared]] = OrderedDict()

    def of(self, assignment: Assignment) -> Prepared:
        """Return the process that forks exams of *assignment*, as its files are now."""
        stamp = _stamp(assignment)
        with self._lock:
            kept, prepared = self._prepared.pop(str(assignment.folder), (None, None))
            if prepared and (kept != stamp or not prepared.is_alive()):
                prepared.retire()
                prepared = None
            prepared = prepared or Prepared(assignment)
            self._prepared[str(assignment.folder)] = stamp, prepared
            while len(self._prepared) > KEPT:
                _, (_, oldest) = self._prepared.popitem(last=False)
                oldest.retire()
            return prepared

    def close(self) -> None:
        """End them all."""
        with self._lock:
            for _, prepared in self._prepared.values():
                prepared.retire()
            self._prepared.clear()


def last_words(errors: IO[bytes]) -> str:
    """Return the end of what a process wrote to *errors*."""
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - LAST_WORDS_BYTES))
    return errors.read().decode("utf-8", "replace")


def _stamp(assignment: Assignment) -> Stamp:
    """Return what changes when a file of *assignment* does."""
    files = [path for path in assignment.folder.rglob("*") if path.suffix != ".pyc"]
    states = [(path, path.stat()) for path in [assignment.reference, *files] if path.is_file()]
    return frozenset((str(path), state.st_mtime_ns, state.st_size) for path, state in states)
