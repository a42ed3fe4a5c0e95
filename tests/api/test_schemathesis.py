"""schemathesis finds nothing: whatever is sent, right or wrong, is answered as the document says."""

import os
import subprocess
from pathlib import Path

import pytest

from grader.settings import ROOT
from grader.web.security import limiter
from tests.api.program import Program
from tests.install_tools import SCHEMATHESIS
from tests.web.world import World

EXAMPLES = 5
"""Of each operation, beside those of the document and those at every limit of a schema."""


@pytest.mark.parametrize("who", ["student", "instructor"])
def test_nothing_is_found(
    full_world: World, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(limiter, "enabled", False)
    user = full_world.student if who == "student" else full_world.instructor
    secret = Program(full_world, user).secret
    command = [str(SCHEMATHESIS / "bin" / "schemathesis"), "run", f"{address}/api/v1/openapi.json"]
    command += ["--header", f"Authorization: Bearer {secret}", "--checks", "all", "--mode", "all"]
    command += ["--max-examples", str(EXAMPLES), "--seed", "7", "--continue-on-failure", "--no-color"]
    hooks = {"SCHEMATHESIS_HOOKS": "tests.api.schemathesis_hooks", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    assert "Failures" not in done.stdout
    assert len(full_world.submissions()) > 6
