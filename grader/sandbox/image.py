"""The image that submissions run in: built when its sources change, found by their digest otherwise."""

import hashlib
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import docker
import numpy as np
from docker.errors import APIError, BuildError, ImageNotFound

from grader.errors import ServiceError
from grader.sandbox import engine

log = logging.getLogger(__name__)

REGISTRY_BASE = "python:3.12-slim"
DEBIAN_BASE = "neural-grader-base:bookworm"
HERE = Path(__file__).resolve().parent
INSIDE = HERE.parent / "inside"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def ensure(client: docker.DockerClient, base: str = "") -> str:
    """Return the tag of the sandbox image, after building it if it is missing or its sources changed.

    Raises:
        ServiceError: it cannot be built here; the message says what is missing.

    """
    bases = [base] if base else [REGISTRY_BASE, DEBIAN_BASE]
    for candidate in bases:
        if _exists(client, _tag(candidate)):
            return _tag(candidate)
    for candidate in bases:
        if _obtain(client, candidate):
            return _build(client, candidate)
    raise ServiceError(f"The base image {bases[-1]} cannot be had: no registry answers, and it is not on this machine.")


def _tag(base: str) -> str:
    digest = hashlib.sha256(f"{base} numpy {np.__version__}".encode())
    for path in [HERE / "image" / "Dockerfile", *sorted(INSIDE.glob("*.py"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return f"neural-grader-sandbox:{digest.hexdigest()[:12]}"


def _exists(client: docker.DockerClient, tag: str) -> bool:
    try:
        client.images.get(tag)
    except ImageNotFound:
        return False
    return True


def _obtain(client: docker.DockerClient, base: str) -> bool:
    """Have *base* on the machine: found, made from Debian's packages, or pulled."""
    if _exists(client, base):
        return True
    if base == DEBIAN_BASE:
        _make_debian_base()
        return True
    try:
        log.info("Pulling %s …", base)
        client.images.pull(base)
    except APIError:
        return False
    return True


def _make_debian_base() -> None:
    if not shutil.which("debootstrap"):
        engine.install("debootstrap")
    log.info("No image registry answers: making a base image from Debian's packages (about a minute) …")
    script = ["sh", str(HERE / "image" / "base.sh"), DEBIAN_BASE]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceError(f"{' '.join(script)} failed (it needs root):\n{(done.stdout + done.stderr)[-2000:]}")


def _build(client: docker.DockerClient, base: str) -> str:
    log.info("Building the sandbox image …")
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder)
        shutil.copy(HERE / "image" / "Dockerfile", context)
        shutil.copytree(INSIDE, context / "inside", ignore=shutil.ignore_patterns("__pycache__"))
        _unpack_numpy(context / "site", *_python_of(client, base))
        try:
            client.images.build(path=folder, tag=_tag(base), buildargs={"BASE": base}, rm=True, forcerm=True)
        except (APIError, BuildError) as error:
            raise ServiceError(f"The sandbox image cannot be built: {error}") from error
    return _tag(base)


def _python_of(client: docker.DockerClient, base: str) -> tuple[str, str]:
    """Return the version of *base*'s Python, and the machine it is for."""
    command = ["python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    version = client.containers.run(base, command, entrypoint=[], network_disabled=True, remove=True)
    architecture = client.images.get(base).attrs["Architecture"]
    return version.decode().strip(), MACHINES.get(architecture, architecture)


def _unpack_numpy(target: Path, python: str, machine: str) -> None:
    """Unpack NumPy's wheel for the image's Python into *target*; the build itself needs no network.

    The version is the one that the exam computes with. A distribution's NumPy would be 8 times slower at matrices.
    """
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in (28, 27, 17)]
    wheel = f"numpy=={np.__version__}"
    fixed = ["--only-binary=:all:", "--no-deps", "--no-compile", "--quiet", f"--python-version={python}", *platforms]
    command = [sys.executable, "-m", "pip", "install", f"--target={target}", *fixed, wheel]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceError(f"{wheel} for the sandbox cannot be downloaded:\n{done.stderr[-2000:]}")
