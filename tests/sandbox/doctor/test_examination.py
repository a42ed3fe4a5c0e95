"""The doctor names what is wrong with the engine, the image, the sockets and the machine, and what to do."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader import settings
from grader.sandbox import docker
from grader.sandbox.doctor import examination, host
from grader.sandbox.doctor.findings import Finding, Verdict

Failed = Callable[..., dict[str, Finding]]


@pytest.fixture
def failed(tmp_path: Path) -> Failed:
    """Return what examines the sandbox, and gives what failed."""

    def examined(**chosen: str) -> dict[str, Finding]:
        found = {
            finding.name: finding
            for finding in examination.examine(settings.load({"DATA_DIR": str(tmp_path), **chosen}))
        }
        assert "temporary files" in found, "what does not depend on it is looked at even so"
        assert all(finding.advice for finding in found.values() if finding.verdict is not Verdict.OK)
        return {name: finding for name, finding in found.items() if finding.failed}

    return examined


def test_nothing_is_wrong_here(failed: Failed) -> None:
    assert failed() == {}


def test_sockets_that_no_container_sees_are_named_once(
    failed: Failed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(docker.HARDENING, "volumes", {str(tmp_path): {"bind": docker.MOUNT, "mode": "ro"}})
    monkeypatch.setattr(docker, "START_TIMEOUT_S", 2)
    found = failed()
    assert list(found) == ["containers"]
    assert "Docker Desktop" in found["containers"].advice


def test_a_temporary_folder_that_is_not_there_is_named(failed: Failed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    found = failed()
    assert list(found) == ["containers"]
    assert "/nowhere" in found["containers"].detail
    assert "set TMPDIR" in found["containers"].advice


def test_a_temporary_folder_with_too_long_a_path_is_named(
    failed: Failed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    found = failed()
    assert list(found) == ["containers"]
    assert "too long" in found["containers"].detail
    assert "set TMPDIR" in found["containers"].advice


def test_an_image_that_cannot_be_made_is_named(failed: Failed) -> None:
    found = failed(SANDBOX_BASE="localhost:1/nothing:here")
    assert list(found) == ["present"]
    assert "nothing:here cannot be had" in found["present"].detail


def test_a_runtime_that_the_engine_does_not_have_is_named(failed: Failed) -> None:
    found = failed(SANDBOX_RUNTIME="nothing")
    assert list(found) == ["containers"]
    assert "nothing" in found["containers"].detail


def test_another_numpy_than_the_hidden_tests_compute_with_is_named(
    failed: Failed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(examination, "metadata", SimpleNamespace(version=lambda _name: "1.0"))
    found = failed()
    assert list(found) == ["NumPy"]
    assert "compute with 1.0" in found["NumPy"].detail


@pytest.mark.parametrize(
    ("options", "verdict"),
    [
        (["name=seccomp,profile=default"], Verdict.WARNING),
        (["name=seccomp,profile=default", "name=rootless"], Verdict.OK),
        (["name=apparmor", "name=userns"], Verdict.OK),
    ],
)
def test_an_engine_whose_root_is_root_of_the_host_is_a_warning(options: list[str], verdict: Verdict) -> None:
    assert examination._users(options).verdict is verdict


@pytest.mark.parametrize(
    ("ahead_s", "verdict"),
    [(0.2, Verdict.OK), (-0.2, Verdict.OK), (-3, Verdict.WARNING), (60, Verdict.FAILED), (-60, Verdict.FAILED)],
)
def test_a_clock_is_judged_by_how_far_it_is_off(ahead_s: float, verdict: Verdict) -> None:
    assert host.skew("there", ahead_s).verdict is verdict


def test_a_clock_that_jumped_is_a_warning() -> None:
    assert host.steady(*_clocks()).verdict is Verdict.OK
    time_of_day_s, monotonic_s = _clocks()
    assert host.steady(time_of_day_s - 5, monotonic_s).verdict is Verdict.WARNING


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("SPACE_WARNING_GIB", Verdict.WARNING),
        ("SPACE_FAILED_GIB", Verdict.FAILED),
        ("FILES_WARNING", Verdict.WARNING),
        ("FILES_FAILED", Verdict.FAILED),
    ],
)
def test_a_disk_with_less_room_than_there_has_to_be_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, verdict: Verdict
) -> None:
    assert host.disk("data", tmp_path).verdict is Verdict.OK
    monkeypatch.setattr(host, name, 1e15)
    found = host.disk("data", tmp_path)
    assert found.verdict is verdict
    assert str(tmp_path) in found.detail


def test_a_disk_that_cannot_be_seen_from_here_is_a_warning() -> None:
    assert host.disk("engine", Path("/nowhere")).verdict is Verdict.WARNING


def _clocks() -> tuple[float, float]:
    return time.time(), time.monotonic()
