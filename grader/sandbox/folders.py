"""One folder for each process that opens sandboxes: its sockets, and a lock that says whether it still lives."""

import fcntl
import shutil
import tempfile
from pathlib import Path

PREFIX = "grader-"
LOCK = "lock"


class HeldFolder:
    """A temporary folder whose lock the kernel frees when this process dies, however it dies."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        draft = self.path / f"{LOCK}.draft"
        self._lock = draft.open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        draft.rename(self.path / LOCK)  # nobody sees the lock before it is held

    def close(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()


def is_held(folder: Path) -> bool:
    """Say whether the process that made *folder* is still alive."""
    try:
        with (folder / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def remove_leftovers() -> None:
    """Remove the folders of processes that died."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if (folder / LOCK).exists() and not is_held(folder):
            shutil.rmtree(folder, ignore_errors=True)
