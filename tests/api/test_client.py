"""The examples of the documentation do what they say."""

import os
import re
import subprocess
import sys
from pathlib import Path

from grader.settings import ROOT
from tests.api.program import SOURCE, Program
from tests.web.reports import PARTLY
from tests.web.world import World


def test_the_python_example_hands_in_waits_and_prints_the_result(world: World, address: str, tmp_path: Path) -> None:
    secret = Program(world, world.add_user("Ada"), "submissions:write", "grades:read").secret
    (tmp_path / "solution.py").write_text(SOURCE)
    command = [sys.executable, str(ROOT / "docs/examples/client.py"), "1", str(tmp_path / "solution.py")]
    environment = {**os.environ, "GRADER_URL": address, "GRADER_TOKEN": secret}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == "Attempt 1 is received.\n"
        world.grade(world.submissions()[0], PARTLY)
        told = client.stdout.read()
    assert client.returncode == 0
    assert told.startswith("Graded: 20 of 100\n")
    assert "passed" in told


def test_the_python_example_says_what_is_wrong(address: str, tmp_path: Path) -> None:
    (tmp_path / "solution.py").write_text(SOURCE)
    command = [sys.executable, str(ROOT / "docs/examples/client.py"), "1", str(tmp_path / "solution.py")]
    environment = {**os.environ, "GRADER_URL": address, "GRADER_TOKEN": "agr_wrong"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("A token is needed:")


def test_the_curl_example_works_as_it_stands(full_world: World, address: str, tmp_path: Path) -> None:
    [script] = re.findall(r"```sh\n(API=.*?)```", (ROOT / "docs" / "api.md").read_text(), re.DOTALL)
    (tmp_path / "solution.py").write_text(SOURCE)
    (tmp_path / "uuidgen").write_text("#!/bin/sh\ncat /proc/sys/kernel/random/uuid\n")
    (tmp_path / "uuidgen").chmod(0o755)
    script = script.replace("https://grader.example.org", address).replace(
        "curl ", "curl --silent --show-error --fail "
    )
    path = f"{tmp_path}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "GRADER_TOKEN": Program(full_world, full_world.instructor).secret}
    done = subprocess.run(
        ["sh", "-e", "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"title":"Networks"' in done.stdout
    assert full_world.submissions()[-1].student_id == full_world.instructor.id
    assert '"reason":"A test was wrong."' in done.stdout
