"""Which core of the machine a run has."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Cores:
    """The cores that this process may use.

    An exam and its container only ever take turns. On one core they do so in half the time that they need on two, where
    each call wakes another core, and waits for it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs = dict.fromkeys(sorted(os.sched_getaffinity(0)), 0)

    @contextmanager
    def one(self) -> Iterator[int]:
        """Give the core with the fewest runs, for a run."""
        with self._lock:
            core = min(self._runs, key=lambda core: self._runs[core])
            self._runs[core] += 1
        try:
            yield core
        finally:
            with self._lock:
                self._runs[core] -= 1
