"""Finds a Docker engine; on a Debian-like machine where we are root, installs and starts one."""

import logging
import os
import shutil
import subprocess
import time
from pathlib import Path

import docker
import requests
from docker.errors import DockerException

from grader.errors import ServiceError

log = logging.getLogger(__name__)

START_TIMEOUT_S = 60
HINT = "Run: grader setup"


def connect(timeout_s: int = 60) -> docker.DockerClient:
    """Return a client of the engine that ``DOCKER_HOST`` names, by default the local one.

    Raises:
        ServiceError: none answers.

    """
    try:
        client = docker.from_env(timeout=timeout_s)
        client.ping()
    except (DockerException, requests.exceptions.RequestException) as error:
        raise ServiceError(f"No Docker engine answers ({error}). {HINT}") from error
    return client


def ensure() -> docker.DockerClient:
    """Return a client of the engine; install and start it first where that can be done.

    Raises:
        ServiceError: it cannot be done here; the message says what to install.

    """
    try:
        return connect()
    except ServiceError as error:
        if os.environ.get("DOCKER_HOST"):
            raise  # it is not ours to start, and another one would not help
        if os.geteuid() != 0:
            raise ServiceError(f"{str(error).removesuffix(HINT)}\n{_advice()}") from error
    if not shutil.which("dockerd"):
        install("docker.io")
    _start()
    return connect()


def install(*packages: str) -> None:
    """Install Debian *packages*.

    Raises:
        ServiceError: this is no Debian-like machine, we are not root, or it failed.

    """
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ServiceError(f"Install by hand: {names} (on Debian and Ubuntu: sudo apt-get install {names}).")
    log.info("Installing %s …", names)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise ServiceError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def _start() -> None:
    log.info("Starting the Docker engine …")
    if Path("/run/systemd/system").exists():
        subprocess.run(["systemctl", "enable", "--now", "docker"], check=False)
    else:
        with Path("/var/log/dockerd.log").open("ab") as journal:
            subprocess.Popen(
                ["dockerd"], stdout=journal, stderr=journal, stdin=subprocess.DEVNULL, start_new_session=True
            )
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            connect().close()
        except ServiceError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
        else:
            return


def _advice() -> str:
    return (
        "The grader runs every submission in a Docker container.\n"
        "  Debian, Ubuntu:  sudo apt-get install docker.io && sudo usermod -aG docker $USER, then sign in again\n"
        "  other systems:   https://docs.docker.com/engine/install/\n"
        "Then run the same command again."
    )
