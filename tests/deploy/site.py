"""A deployment of its own: a copy of what docker-compose.yml needs, under names and ports that nobody else has."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import docker
import requests

from grader.sandbox.docker import LABEL_HOST
from grader.settings import ROOT
from tests.install_tools import has_compose_2

NEEDED = (
    "Dockerfile",
    ".dockerignore",
    "docker-compose.yml",
    "requirements.lock",
    "grader",
    "assignments",
    "reference",
)
GUIDE = ROOT / "docs" / "deploy.md"
COMMAND_S = 300
READY_S = 60


class Site:
    """Runs the commands of the guide in *folder*."""

    def __init__(self, folder: Path, compose_file: str, http: int, https: int) -> None:
        self.folder = folder
        self.address = f"http://localhost:{http}"
        self.worker = f"worker-{http}"
        self.https = https
        self._http = http
        self._project = f"deploy{http}"
        self._compose = "docker compose" if has_compose_2() else "docker-compose"
        self._environment = {**os.environ, "COMPOSE_PROJECT_NAME": self._project, "COMPOSE_FILE": compose_file}
        for name in (*NEEDED, *compose_file.split(":")):
            source, target = ROOT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, target)
        self.configure()

    def configure(self, **settings: str) -> None:
        """Write ``.env``, with these *settings* beside those that keep it apart from others."""
        apart = {
            "IMAGE": "neural-grader-deploy-test",
            "HTTP": f"127.0.0.1:{self._http}",
            "HTTPS": f"127.0.0.1:{self.https}",
            "PUBLIC_URL": self.address,
            "WORKER": self.worker,
        }
        lines = [f"{name}={value}\n" for name, value in (apart | settings).items()]
        (self.folder / ".env").write_text("".join(lines))

    def follow(self, heading: str) -> str:
        """Run the commands that the guide gives under *heading*, as they stand there; return what they print."""
        section = GUIDE.read_text().split(f"# {heading}\n", 1)[1]
        found = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
        assert found, f"there are no commands under {heading}"
        return self.run(found[1])

    def run(self, commands: str) -> str:
        """Run shell *commands* in the folder; return what they print."""
        done = subprocess.run(
            ["sh", "-euc", commands.replace("docker compose", self._compose)],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=COMMAND_S,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout

    def select(self, query: str) -> list[str]:
        """Return the lines that the database answers."""
        return self.run(f'docker compose exec -T postgres psql -U grader -tAc "{query}"').splitlines()

    def containers(self) -> dict[str, dict[str, Any]]:
        """Return what the engine says of the container of each service."""
        label = f"com.docker.compose.project={self._project}"
        client = docker.from_env()
        try:
            found = client.containers.list(all=True, filters={"label": label})
            return {one.labels["com.docker.compose.service"]: one.attrs for one in found}
        finally:
            client.close()

    def sandboxes(self) -> list[str]:
        """Return the containers that the worker started, and that are still there."""
        client = docker.from_env()
        try:
            found = client.containers.list(all=True, filters={"label": f"{LABEL_HOST}={self.worker}"})
            return [one.short_id for one in found]
        finally:
            client.close()

    def wait_until_ready(self) -> None:
        """Wait until the pages can be read through the proxy."""
        deadline = time.monotonic() + READY_S
        while not self._is_ready():
            assert time.monotonic() < deadline, "the pages cannot be read"
            time.sleep(0.5)

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.address}/readyz", timeout=5).ok
        except requests.ConnectionError:
            return False

    def remove(self) -> None:
        """End it, and delete what it kept."""
        self.run("docker compose down --volumes --remove-orphans --timeout 60")
