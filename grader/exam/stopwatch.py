"""How long a process has taken over something, apart from waiting for a core."""

import time
from pathlib import Path


class Stopwatch:
    """Measures one process, the first thread of which does its work.

    On a busy machine the clock goes on while a process waits for its turn; that is not its fault.
    """

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self.start()

    def start(self) -> None:
        """Measure from now on."""
        self._since = time.monotonic()
        self._not_counted_s = -self._waited_s()

    def do_not_count(self, seconds: float) -> None:
        """Leave out some of the time, which was somebody else's."""
        self._not_counted_s += seconds

    def elapsed_s(self) -> float:
        """Return how long it has taken."""
        return time.monotonic() - self._since - self._not_counted_s - self._waited_s()

    def _waited_s(self) -> float:
        """Return for how long the process has been ready to run, and had no core; 0 where Linux does not say."""
        try:
            _, waited_ns, _ = Path(f"/proc/{self._process_id}/schedstat").read_text().split()
        except (OSError, ValueError):
            return 0
        return int(waited_ns) / 1e9
