"""Installs what only the tests need, where it is missing: a browser, the servers that they kill, a compiler."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

from grader.errors import ServiceError
from grader.sandbox.engine import install


def missing() -> list[str]:
    """Return the Debian packages that are needed and not there."""
    packages = []
    if not shutil.which("chromium"):
        packages.append("chromium")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        packages.append("postgresql")
    if not shutil.which("docker-compose") and not has_compose_2():
        packages.append("docker-compose")
    if not shutil.which("redis-server"):
        packages.append("redis-server")
    if not Path("/usr/lib/rabbitmq/bin/rabbitmq-server").exists():
        packages.append("rabbitmq-server")
    if not shutil.which("gcc"):
        packages += ["gcc", "libc6-dev"]
    return packages


def has_compose_2() -> bool:
    """Say whether the docker command knows compose; where it does not, Debian's older program does as well."""
    asked = ["docker", "compose", "version"]
    return shutil.which("docker") is not None and not subprocess.run(asked, capture_output=True, check=False).returncode


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if packages := missing():
            install(*packages)
    except ServiceError as error:
        sys.exit(str(error))
