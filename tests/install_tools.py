"""Installs what only the tests need, where it is missing: a browser, servers, a compiler, an LMS, npm packages."""

import hashlib
import logging
import shutil
import subprocess
import sys
from pathlib import Path

from grader.errors import ServiceError
from grader.sandbox.engine import install
from grader.settings import ROOT

LMS = ROOT / "tests" / "lms"
OPEN_EDX = ROOT / ".open-edx"
SCHEMATHESIS = ROOT / ".schemathesis"
SCHEMATHESIS_LOCK = ROOT / "tests" / "api" / "schemathesis.lock"

log = logging.getLogger(__name__)


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
    if not shutil.which("npm"):
        packages += ["nodejs", "npm"]
    return packages


def has_compose_2() -> bool:
    """Say whether the docker command knows compose; where it does not, Debian's older program does as well."""
    asked = ["docker", "compose", "version"]
    return shutil.which("docker") is not None and not subprocess.run(asked, capture_output=True, check=False).returncode


def install_open_edx() -> None:
    """Make the environment of the platform that the tests launch from."""
    lock = LMS / "open_edx" / "requirements.lock"
    if is_installed(lock, OPEN_EDX):
        return
    log.info("Installing Open edX's LTI component …")
    pip = [str(OPEN_EDX / "bin" / "pip"), "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    run([sys.executable, "-m", "venv", "--clear", str(OPEN_EDX)])
    run([*pip, "-r", str(lock)])
    note_installed(lock, OPEN_EDX)


def install_from_npm() -> None:
    """Get the libraries from npm that verify and sign webhooks."""
    folder = LMS / "npm"
    lock = folder / "package-lock.json"
    if is_installed(lock, folder / "node_modules"):
        return
    log.info("Installing npm's libraries for webhooks …")
    run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder)])
    note_installed(lock, folder / "node_modules")


def is_installed(lock: Path, folder: Path) -> bool:
    """Say whether *folder* has what *lock* lists."""
    noted = folder / ".installed"
    return noted.exists() and noted.read_text() == digest(lock)


def note_installed(lock: Path, folder: Path) -> None:
    """Note that *folder* has what *lock* lists."""
    (folder / ".installed").write_text(digest(lock))


def digest(lock: Path) -> str:
    """Return what changes with *lock*."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def run(command: list[str]) -> None:
    """Run *command* to its end.

    Raises:
        ServiceError: it failed.

    """
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ServiceError(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def install_schemathesis() -> None:
    """Make the environment of what tests the API: it wants a newer attrs than the comparison of submissions."""
    if is_installed(SCHEMATHESIS_LOCK, SCHEMATHESIS):
        return
    log.info("Installing schemathesis …")
    pip = [str(SCHEMATHESIS / "bin" / "pip"), "install", "-qq", "--disable-pip-version-check", "--require-hashes"]
    run([sys.executable, "-m", "venv", "--clear", str(SCHEMATHESIS)])
    run([*pip, "-r", str(SCHEMATHESIS_LOCK)])
    note_installed(SCHEMATHESIS_LOCK, SCHEMATHESIS)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        if packages := missing():
            install(*packages)
        install_schemathesis()
        install_open_edx()
        install_from_npm()
    except ServiceError as error:
        sys.exit(str(error))
