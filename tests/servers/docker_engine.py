"""A Docker engine of a test's own: killed and restarted without any harm to the machine's."""

import contextlib
import socket
import subprocess
from pathlib import Path

import docker
import psutil

from grader.sandbox import image
from grader.sandbox.docker import LABEL_FOLDER
from tests.servers.process import Server, asked, program


class DockerEngine(Server):
    """``dockerd`` with containers, images, sockets and a containerd of its own under *folder*; needs root.

    *folder* must have a short path (sockets) and be on a disk (images).
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "dockerd")
        self.host = f"unix://{folder}/docker.sock"

    def command(self) -> list[str]:
        """Return what is started: no networks, which sandboxes do not have either."""
        namespace = f"test-{self.folder.name}"
        places = {"data-root": "data", "exec-root": "exec", "pidfile": "docker.pid"}
        return [
            *("unshare", "--net"),  # an engine without a bridge removes docker0, and there is but one in a namespace
            program("dockerd", "docker.io"),
            *(f"--{option}={self.folder / name}" for option, name in places.items()),
            f"--host={self.host}",
            f"--containerd-namespace={namespace}",
            f"--containerd-plugins-namespace={namespace}-plugins",
            "--bridge=none",
            "--iptables=false",
            "--ip6tables=false",
        ]

    def launch(self) -> None:
        """Start it; the process numbers that a killed one left may be another's by now, or not yet be reaped."""
        for left in ("docker.pid", "exec/containerd/containerd.pid"):
            (self.folder / left).unlink(missing_ok=True)
        super().launch()

    def docker(self, *arguments: str) -> list[str]:
        """Return the words that a command of ``docker`` on this engine prints.

        Raises:
            CalledProcessError: the engine does not answer, or cannot.

        """
        command = ["docker", "--host", self.host, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.split()

    def answers(self) -> bool:
        """Say whether it serves."""
        said = asked(socket.AF_UNIX, self.host.removeprefix("unix://"), b"GET /_ping HTTP/1.0\r\n\r\n")
        return b" 200 OK" in said

    def load_sandbox_image(self) -> None:
        """Have the image of the sandbox, from the machine's engine."""
        machine = docker.from_env()
        try:
            tag = image.ensure(machine)
        finally:
            machine.close()
        with subprocess.Popen(["docker", "save", tag], stdout=subprocess.PIPE) as saving:
            load = ["docker", "--host", self.host, "load"]
            subprocess.run(load, stdin=saving.stdout, check=True, capture_output=True)

    def sandboxes(self) -> list[str]:
        """Return the ids of the sandboxes that it has, in any state."""
        return self.docker("ps", "--all", "--quiet", "--no-trunc", "--filter", f"label={LABEL_FOLDER}")

    def kill(self) -> None:
        """Kill it and its containerd with -9; containers and their shims live on, as they do on a real machine."""
        self.kill_first()

    def close(self) -> None:
        """End it with its containers, and let go what it has mounted."""
        if self.answers() and (containers := self.docker("ps", "--all", "--quiet")):
            self.docker("rm", "--force", *containers)
        self.kill()
        for process in psutil.process_iter(["cmdline"]):  # containerd and shims, whose parents may be long dead
            if any(str(self.folder) in part for part in process.info["cmdline"] or []):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        mounts = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
        for mount in reversed([mount for mount in mounts if mount.startswith(f"{self.folder}/")]):
            subprocess.run(["umount", "--lazy", mount], check=False)
