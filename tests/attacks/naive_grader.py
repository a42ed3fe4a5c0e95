"""A grader as many courses run one: a container in which pytest imports the hidden tests, and these the submission.

Full marks are pytest's exit code 0, as in GitHub Classroom. Nothing in it is weaker than usual: it has a container of
its own, no network, a time limit and a memory limit. It stands here to show that an attack is one.
"""

import importlib
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import docker
import requests

from grader.sandbox import image

HIDDEN = Path(__file__).parent / "naive"
LIBRARIES = ("pytest", "_pytest", "py", "pluggy", "iniconfig", "packaging", "pygments")
SITE = "/usr/local/lib/autograder"
TIMEOUT_S = 20


def grade(client: docker.DockerClient, source: str) -> Decimal:
    """Return 100 if pytest's exit code is 0, else 0."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(shutil.copytree(HIDDEN, Path(folder) / "autograder"))
        (work / "solution.py").write_text(source)
        libraries = [_place(name) for name in LIBRARIES]
        container = client.containers.create(
            image.ensure(client),
            entrypoint=["python3", "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_solution.py"],
            volumes=[f"{work}:/autograder", *(f"{path}:{SITE}/{path.name}:ro" for path in libraries)],
            working_dir="/autograder",
            environment={"PYTHONPATH": f"{SITE}:/opt/site"},
            user="root",
            network_disabled=True,
            mem_limit="512m",
            pids_limit=256,
        )
        try:
            container.start()
            code = container.wait(timeout=TIMEOUT_S)["StatusCode"]
        except requests.exceptions.ConnectionError:  # the time is over
            return Decimal(0)
        finally:
            container.remove(force=True)
        return Decimal(100 if code == 0 else 0)


def _place(name: str) -> Path:
    """Return the folder, or the only file, of an installed module."""
    file = Path(str(importlib.import_module(name).__file__))
    return file.parent if file.name == "__init__.py" else file
