"""The images of docker-compose.yml from Debian's packages, for a machine that reaches no image registry."""

import shutil
import ssl
import tempfile
from pathlib import Path

import docker
from docker.errors import APIError

from grader.sandbox import image
from grader.settings import ROOT

DEBIAN = ROOT / "tests" / "deploy" / "debian"
PLAIN, OVERRIDE = "docker-compose.yml", "tests/deploy/debian/compose.yml"
STAGES = ("python", "postgres", "redis", "caddy")


def compose_file() -> str:
    """Return what ``COMPOSE_FILE`` has to be here, after making what no registry gives."""
    client = docker.from_env(timeout=600)
    try:
        client.images.pull("caddy", tag="2")
    except APIError:
        _make(client)
        return f"{PLAIN}:{OVERRIDE}"
    finally:
        client.close()
    return PLAIN


def _make(client: docker.DockerClient) -> None:
    """Have them built; what did not change since the last time is the engine's to know."""
    image.ensure(client, image.DEBIAN_BASE)
    with tempfile.TemporaryDirectory() as folder:
        for path in (DEBIAN / "Dockerfile", DEBIAN / "start-postgres"):
            shutil.copy(path, folder)
        shutil.copy(ssl.get_default_verify_paths().cafile or "", Path(folder, "ca-certificates.crt"))
        for stage in STAGES:
            client.images.build(
                path=folder,
                target=stage,
                tag=f"neural-grader-debian:{stage}",
                buildargs={"BASE": image.DEBIAN_BASE},
                network_mode="host",
                rm=True,
            )
