"""The parts of a set-up that can be put wrong: a small disk, a clock, and a machine that has them and an engine."""

import contextlib
import struct
import subprocess
from pathlib import Path

from tests.servers.docker_engine import DockerEngine
from tests.servers.process import program

PIECE = b"\0" * 2**20


class SmallDisk:
    """A file system of its own, in memory; it can be filled and freed. Needs root."""

    def __init__(self, path: Path, size_mib: int) -> None:
        self.path = path
        self._filling = path / "filling"
        path.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size_mib}m,mode=755", "faults", str(path)], check=True)

    def fill(self) -> None:
        """Leave no byte free."""
        with contextlib.suppress(OSError), self._filling.open("wb", buffering=0) as file:
            while file.write(PIECE):
                pass
        with contextlib.suppress(OSError), self._filling.open("ab", buffering=0) as file:
            while file.write(PIECE[:512]):
                pass

    def free(self) -> None:
        """Give the space back."""
        self._filling.unlink(missing_ok=True)

    def close(self) -> None:
        """Let it go."""
        subprocess.run(["umount", "--lazy", str(self.path)], check=False)


class Clock:
    """The time of day of processes that are started with its environment; what they measure goes on as it does."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self._library = folder / "clock.so"
        source = Path(__file__).with_name("clock.c")
        command = [program("gcc", "gcc libc6-dev"), "-shared", "-fPIC", "-O2", "-o", str(self._library), str(source)]
        subprocess.run(command, check=True)
        self.jump(0)

    def jump(self, seconds: int) -> None:
        """Be wrong by so many seconds from now on."""
        wrong_by = struct.pack("=q", seconds)
        if not self._file.exists():
            self._file.write_bytes(wrong_by)
        with self._file.open("r+b", buffering=0) as file:
            file.write(wrong_by)

    def environment(self) -> dict[str, str]:
        """Return what makes a process live by it."""
        return {"LD_PRELOAD": str(self._library), "WRONG_BY_FILE": str(self._file)}


class Machine:
    """What works has a Docker engine, a disk for temporary files and a clock."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        (folder / "e").mkdir()
        self.folder = folder
        self.engine = DockerEngine(folder / "e")
        self.disk = SmallDisk(folder / "tmp", 64)
        self.clock = Clock(folder)

    def start(self) -> None:
        """Have an engine with the image."""
        self.engine.start()
        self.engine.load_sandbox_image()

    def settings(self) -> dict[str, str]:
        """Return the environment of what works on it."""
        places = {"DOCKER_HOST": self.engine.host, "TMPDIR": str(self.disk.path), "DATA_DIR": str(self.folder / "data")}
        return {**places, **self.clock.environment()}

    def left_over(self) -> list[str]:
        """Return the containers and temporary files that are there."""
        return [*self.engine.sandboxes(), *(path.name for path in self.disk.path.iterdir())]

    def close(self) -> None:
        """End it."""
        self.engine.close()
        self.disk.close()
