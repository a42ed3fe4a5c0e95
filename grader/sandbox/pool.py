"""Containers started before they are needed, each for one submission."""

import logging
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from grader import metrics
from grader.errors import GraderError
from grader.sandbox.docker import Box, Boxes
from grader.sandbox.runner import Limits, Sandbox

log = logging.getLogger(__name__)

REMEMBERED = 32
"""So many of the newest submissions say how many containers wait, and with how much memory."""


class Pool:
    """Opens sandboxes. As many containers wait as were in use at a time of late, and never more than *size*.

    They are replaced and destroyed in the background. Those that died while they waited, because the engine was
    restarted, are found out and replaced when they are wanted.
    """

    def __init__(self, boxes: Boxes, size: int) -> None:
        self.boxes = boxes
        self._size = size
        self._lock = threading.Lock()
        self._waiting: defaultdict[int, deque[Box]] = defaultdict(deque)
        self._starting: Counter[int] = Counter()
        self._in_use = 0
        self._used: deque[tuple[int, int]] = deque(maxlen=REMEMBERED)
        """For each of the newest submissions its memory, and how many were in use with it."""
        self._background = ThreadPoolExecutor(2 * size or 1, "pool")

    def warm_up(self, memory_mib: int) -> None:
        """Start a container for the first submission, which will want so much memory."""
        with self._lock:
            self._used.append((memory_mib, 1))
        self._adjust()

    def open(self, limits: Limits) -> Sandbox:
        """Return a sandbox with no submission in it; at once, if a container waits.

        Raises:
            SandboxLost: none can be had.

        """
        with self._lock:
            self._in_use += 1
            self._used.append((limits.memory_mib, self._in_use))
        try:
            box = self._take(limits.memory_mib)
            metrics.CONTAINERS.labels("yes" if box else "no").inc()
            box = box or self.boxes.start(limits.memory_mib)
        except BaseException:
            self._count_out()
            raise
        self._adjust()
        return Sandbox(box, limits, self._give_up)

    @property
    def spare(self) -> int:
        """Number of containers that wait."""
        with self._lock:
            return sum(map(len, self._waiting.values()))

    def close(self) -> None:
        """Destroy what waits, after what is being done in the background."""
        self._size = 0
        self._background.shutdown()
        for box in [box for boxes in self._waiting.values() for box in boxes]:
            box.destroy()
        self.boxes.close()

    def _take(self, memory_mib: int) -> Box | None:
        """Return a living container that waits, if there is one."""
        while True:
            with self._lock:
                if not self._waiting[memory_mib]:
                    return None
                box = self._waiting[memory_mib].popleft()
            if box.is_waiting():
                return box
            self._do(box.destroy)

    def _give_up(self, box: Box) -> None:
        self._count_out()
        self._do(box.destroy)

    def _count_out(self) -> None:
        with self._lock:
            self._in_use -= 1

    def _adjust(self) -> None:
        """Have containers started and destroyed, so that those wait that are wanted."""
        with self._lock:
            wanted = self._wanted()
            there = Counter({memory: len(boxes) for memory, boxes in self._waiting.items()})
            missing = list((wanted - there - self._starting).elements())
            surplus = [self._waiting[memory].popleft() for memory in (there - wanted).elements()]
            self._starting.update(missing)
        for box in surplus:
            self._do(box.destroy)
        for memory_mib in missing:
            self._do(self._start, memory_mib)

    def _wanted(self) -> Counter[int]:
        size = min(self._size, max(in_use for _, in_use in self._used))
        newest_first = reversed(self._used)
        return Counter(memory for memory, _ in islice(newest_first, size))

    def _start(self, memory_mib: int) -> None:
        try:
            box = self.boxes.start(memory_mib)
            with self._lock:
                self._waiting[memory_mib].append(box)
        except GraderError:  # whoever needs one tries again, and says so
            log.warning("no container could be started in advance", exc_info=True)
        finally:
            with self._lock:
                self._starting[memory_mib] -= 1

    def _do(self, task: Callable[..., None], *arguments: Any) -> None:
        """Do *task* in the background; at once, when that has been closed."""
        try:
            self._background.submit(task, *arguments)
        except RuntimeError:
            task(*arguments)
