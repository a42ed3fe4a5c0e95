"""A fresh container for each submission, as other graders do it: the hidden tests and the submission in one process.

The image is that of our sandbox, with pytest, the exams, the references and the grader's exam code in it. A run is
given the same limits and the same hardening.
"""

import importlib.util
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from docker.types import LogConfig

from bare import check_score
from grader.exam.assignment import Assignment
from grader.sandbox import engine, image
from grader.sandbox.docker import HARDENING
from grader.settings import ROOT

TAG = "neural-grader-bench:latest"
PACKAGES = ["_pytest", "pytest", "py", "pluggy", "iniconfig", "packaging", "pygments", "dotenv"]
"""All that the hidden tests import besides NumPy; without compiled parts, so any Python's will do."""
FOLDERS = ["grader", "reference", "assignments", "benchmarks"]
DOCKERFILE = """
FROM {base}
USER root
COPY exam /opt/exam
RUN python3 -m compileall -q -j 0 /opt/exam
ENV PYTHONPATH=/opt/exam:/opt/exam/packages:/opt/site
USER 65532:65532
ENTRYPOINT ["python3", "/opt/exam/benchmarks/bare.py"]
"""


class Cold:
    """Grades each submission in a container that is started for it."""

    def __init__(self) -> None:
        self._client = engine.connect()
        with tempfile.TemporaryDirectory() as folder:
            context = Path(folder)
            (context / "Dockerfile").write_text(DOCKERFILE.format(base=image.ensure(self._client)))
            for name in FOLDERS:
                _copy(ROOT / name, context / "exam" / name)
            packages = context / "exam" / "packages"
            packages.mkdir()
            for name in PACKAGES:
                _copy_installed(name, packages)
            self._client.images.build(path=folder, tag=TAG, rm=True, forcerm=True)

    def grade(self, assignment: Assignment, seed: int) -> None:
        """Run the exam on the right solution in a container of its own, which is removed."""
        memory = f"{assignment.limits.memory_mib}m"
        options: dict[str, Any] = {
            **HARDENING,
            "network_disabled": False,  # it has no network either, but `docker run` cannot ask for the quicker way
            "log_config": LogConfig(type="json-file"),  # `docker run` reads what it prints from there
            "mem_limit": memory,
            "memswap_limit": memory,
            "volumes": {str(assignment.reference): {"bind": "/submission/solution.py", "mode": "ro"}},
            "command": [assignment.slug, "/submission/solution.py", str(seed)],
        }
        printed = self._client.containers.run(TAG, **options, remove=True)
        check_score(json.loads(printed)["score"], f"cold, {assignment.slug}")


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "static", "templates"))


def _copy_installed(package: str, target: Path) -> None:
    """Copy an installed package, or a module that is a single file."""
    spec = importlib.util.find_spec(package)
    assert spec
    assert spec.origin
    file = Path(spec.origin)
    if file.name == "__init__.py":
        _copy(file.parent, target / package)
    else:
        shutil.copy(file, target)
