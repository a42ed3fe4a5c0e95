"""Containers, hardened; what a host cannot enforce fails, it is never left out."""

import contextlib
import logging
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from docker import DockerClient
from docker.errors import APIError, DockerException, ImageNotFound
from docker.models.containers import Container
from docker.types import LogConfig, Ulimit

from grader.errors import SandboxLost
from grader.inside import wire
from grader.sandbox import folders, image

log = logging.getLogger(__name__)

LABEL_FOLDER = "neural-grader.folder"
LABEL_HOST = "neural-grader.host"
MOUNT = "/run/grader"
SOCKET = "agent.sock"
CONNECTIONS = 3
START_TIMEOUT_S = 30
LOOK_S = 1
"""How often it is looked whether a container that does not connect still runs."""
EXIT_TIMEOUT_S = 5
SECCOMP = Path(__file__).with_name("seccomp.json")
"""The system calls that Python and NumPy need; little more than half of what an engine allows by default."""
REMOVED = {404, 409}
"""Status codes of the engine: there is no such container, or somebody is removing it already."""
FORGOTTEN_AFTER = timedelta(minutes=10)
"""Nobody asks any more how a container ended."""

HARDENING: dict[str, Any] = {
    "network_disabled": True,  # only a loopback of its own is there; starts in half the time of network "none"
    "network_mode": "none",
    "ipc_mode": "none",
    "read_only": True,
    "tmpfs": {"/tmp": "rw,noexec,nosuid,nodev,size=16m,nr_inodes=1024,mode=1777"},  # noqa: S108 - inside the container
    "user": "65532:65532",
    "cap_drop": ["ALL"],
    "security_opt": ["no-new-privileges", f"seccomp={SECCOMP.read_text()}"],
    "cgroupns": "private",
    "init": False,  # the agent is process 1, whatever this engine does by default
    "oom_score_adj": 1000,  # when the host itself runs out of memory, a container ends before any service
    "pids_limit": 64,
    "nano_cpus": 1_000_000_000,
    "ulimits": [Ulimit(name="nofile", soft=256, hard=256), Ulimit(name="core", soft=0, hard=0)],
    "log_config": LogConfig(type="none"),
}


@dataclass(frozen=True)
class Exit:
    """How a container ended."""

    code: int
    out_of_memory: bool


class Box:
    """One container, the agent in it waiting for a submission, and the folder that held its socket."""

    def __init__(self, container: Container, folder: Path, connections: Sequence[socket.socket]) -> None:
        self.channel = wire.Channel(connections[0])
        self.output, self._life = connections[1:]
        self._container = container
        self._folder = folder

    def wait(self) -> None:
        """Wait until the agent is ready.

        Raises:
            SandboxLost: it never will be.

        """
        try:
            self.channel.receive(time.monotonic() + START_TIMEOUT_S)
        except (TimeoutError, wire.Closed, wire.WireError) as error:
            raise SandboxLost(f"the agent did not answer: {error!r}") from error

    def is_waiting(self) -> bool:
        """Say whether the agent is still there: it speaks when it is spoken to, so silence is the sign of life."""
        return not self.channel.is_readable()

    def exit(self) -> Exit | None:
        """Return how it ended; None if it still runs after a moment.

        Raises:
            SandboxLost: the engine does not know.

        """
        try:
            code = self._container.wait(timeout=EXIT_TIMEOUT_S)["StatusCode"]
            self._container.reload()
        except requests.exceptions.RequestException as error:
            if _timed_out(error):
                return None
            raise SandboxLost(f"the engine does not answer: {error}") from error
        except DockerException as error:
            raise SandboxLost(f"the container is gone: {error}") from error
        return Exit(int(code), bool(self._container.attrs["State"]["OOMKilled"]))

    def destroy(self) -> None:
        """Kill and remove the container, whatever it is doing."""
        for connection in (self.channel, self.output, self._life):
            connection.close()
        _remove(self._container)
        _clear(self._folder)


class Boxes:
    """Makes containers of the sandbox image with *runtime*; has the image built first where it is missing.

    Raises:
        ServiceError: it cannot be built.

    """

    def __init__(self, client: DockerClient, base: str = "", runtime: str = "") -> None:
        self._client = client
        self._base = base
        self._runtime = runtime
        self._image = image.ensure(client, base)
        self._held = folders.HeldFolder()

    @property
    def folder(self) -> Path:
        """The folder of this process's sockets; every container of ours is labelled with it."""
        return self._held.path

    def start(self, memory_mib: int) -> Box:
        """Return a new container whose agent waits for a submission.

        Raises:
            SandboxLost: the engine cannot.

        """
        folder = self.folder / uuid4().hex[:12]
        folder.mkdir()
        container = None
        try:
            with _listener(folder) as listener:
                container = self._started(folder, memory_mib)
                box = Box(container, folder, _connections(listener, container))
        except BaseException:
            if container:
                _remove(container)
            _clear(folder)
            raise
        try:
            box.wait()
        except BaseException:
            box.destroy()
            raise
        return box

    def _started(self, folder: Path, memory_mib: int) -> Container:
        options = {
            "command": [f"{MOUNT}/{SOCKET}"],
            "volumes": {str(folder): {"bind": MOUNT, "mode": "ro"}},
            "mem_limit": f"{memory_mib}m",
            "memswap_limit": f"{memory_mib}m",
            "runtime": self._runtime or None,
            "labels": {
                "neural-grader.expires": "9999999999",
                LABEL_FOLDER: str(self.folder),
                LABEL_HOST: socket.gethostname(),
            },
            **HARDENING,
        }
        try:
            container = self._created(options)
        except (DockerException, requests.exceptions.RequestException) as error:
            raise SandboxLost(f"the engine cannot create a container: {error}") from error
        try:
            container.start()
        except (DockerException, requests.exceptions.RequestException) as error:
            _remove(container)
            raise SandboxLost(f"the engine cannot start a container: {error}") from error
        return container

    def _created(self, options: dict[str, Any]) -> Container:
        try:
            return self._client.containers.create(self._image, **options)
        except ImageNotFound:  # somebody cleaned up
            self._image = image.ensure(self._client, self._base)
            return self._client.containers.create(self._image, **options)

    def remove_leftovers(self) -> int:
        """Remove the containers of processes that died; return how many there were."""
        removed = 0
        for container in self._client.containers.list(all=True, filters={"label": LABEL_FOLDER}, ignore_removed=True):
            labels = container.labels
            own_host = labels.get(LABEL_HOST) == socket.gethostname()
            if _ended_long_ago(container) or (own_host and not folders.is_held(Path(labels[LABEL_FOLDER]))):
                _remove(container)
                removed += 1
        folders.remove_leftovers()
        return removed

    def close(self) -> None:
        """Give up the folder."""
        self._held.close()


@contextlib.contextmanager
def _listener(folder: Path) -> Iterator[socket.socket]:
    """Listen in *folder*; afterwards there is nothing that could be connected to."""
    path = folder / SOCKET
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            listener.bind(str(path))
        except OSError as error:
            raise SandboxLost(f"no socket can be made at {path}: {error}. Set TMPDIR to a short path.") from error
        path.chmod(0o666)
        listener.listen(CONNECTIONS)
        listener.settimeout(LOOK_S)
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


def _connections(listener: socket.socket, container: Container) -> list[socket.socket]:
    """Return the agent's connections: that of the wire, of the output, and of its life."""
    deadline = time.monotonic() + START_TIMEOUT_S
    connections: list[socket.socket] = []
    while len(connections) < CONNECTIONS:
        try:
            connections.append(listener.accept()[0])
        except TimeoutError as error:
            container.reload()
            if container.status != "running" or time.monotonic() > deadline:
                for connection in connections:
                    connection.close()
                raise SandboxLost(f"the agent did not connect; its container is {container.status}") from error
    return connections


def _ended_long_ago(container: Container) -> bool:
    """Say whether it ended, as every container does when the process that started it dies, and nobody removed it."""
    state = container.attrs["State"]
    if state["Status"] not in {"exited", "dead"}:
        return False
    ended = datetime.fromisoformat(state["FinishedAt"][:19]).replace(tzinfo=UTC)
    return datetime.now(UTC) - ended > FORGOTTEN_AFTER


def _remove(container: Container) -> None:
    try:
        container.remove(force=True, v=True)
    except (DockerException, requests.exceptions.RequestException) as error:
        if not isinstance(error, APIError) or error.status_code not in REMOVED:
            log.warning("container %s could not be removed; the next start will", container.short_id, exc_info=True)


def _clear(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()


def _timed_out(error: requests.exceptions.RequestException) -> bool:
    return isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error).lower()
