"""Examines what the sandbox stands on: the engine, the image, the folder of the sockets, and each limit."""

import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from docker import DockerClient

from grader.errors import GraderError, ServiceError
from grader.sandbox import engine, image
from grader.sandbox.docker import Boxes
from grader.sandbox.doctor import host, limits
from grader.sandbox.doctor.findings import Finding, Verdict
from grader.sandbox.pool import Pool
from grader.settings import Settings

ENGINE = "Docker engine"
IMAGE = "Sandbox image"
LET_IT_REACH = (
    "Give the engine what it says it lacks. A container has to see the grader's temporary folder: run the grader on "
    "the engine's own machine (Docker Desktop and remote engines do not share sockets), and set TMPDIR where its path "
    "is long or may not be written to. gVisor has to be told to: runsc with --host-uds=open."
)


def examine(settings: Settings) -> list[Finding]:
    """Return what is found."""
    temporary = host.disk("temporary files", Path(tempfile.gettempdir()))
    try:
        client = engine.connect()
    except ServiceError as error:
        advice = "Start the engine, or set DOCKER_HOST; `grader setup` installs one on Debian and Ubuntu, as root."
        detail = str(error).removesuffix(engine.HINT).strip()
        return [Finding(ENGINE, "answers", Verdict.FAILED, f"{detail} So no limit could be tried.", advice), temporary]
    try:
        info = client.info()
        root = host.disk("engine", Path(info["DockerRootDir"]))
        return [*_engine(client, info), *_sandbox(client, settings), root, temporary]
    finally:
        client.close()


def _engine(client: DockerClient, info: dict[str, Any]) -> list[Finding]:
    api = client.version()["ApiVersion"]
    answers = f"version {info['ServerVersion']}, API {api}, {info['OperatingSystem']}, kernel {info['KernelVersion']}"
    groups = f"version {info.get('CgroupVersion', '1')} by {info['CgroupDriver']}; runtime {info['DefaultRuntime']}"
    return [
        Finding(ENGINE, "answers", Verdict.OK, answers),
        _users(info.get("SecurityOptions") or []),
        Finding(ENGINE, "control groups", Verdict.OK, groups),
        _storage(info["Driver"]),
    ]


def _users(options: list[str]) -> Finding:
    names = {option.split(",")[0].removeprefix("name=") for option in options}
    if "rootless" in names:
        return Finding(ENGINE, "users", Verdict.OK, "rootless: root in a container is an ordinary user here")
    if "userns" in names:
        return Finding(ENGINE, "users", Verdict.OK, "remapped: root in a container is an ordinary user here")
    detail = "neither rootless nor remapped: who breaks out of a container as its root is root of the host"
    advice = (
        "Submissions do not run as root. For a second wall: docs.docker.com/engine/security/userns-remap, or rootless"
    )
    return Finding(ENGINE, "users", Verdict.WARNING, detail, advice)


def _storage(driver: str) -> Finding:
    if driver == "vfs":
        detail = "vfs: every container copies the whole image"
        return Finding(ENGINE, "storage", Verdict.WARNING, detail, "Use overlay2: see docs.docker.com/engine/storage")
    return Finding(ENGINE, "storage", Verdict.OK, driver)


def _sandbox(client: DockerClient, settings: Settings) -> list[Finding]:
    try:
        tag = image.ensure(client, settings.sandbox_base)
    except ServiceError as error:
        advice = "Reach a registry or Debian's packages once, or set SANDBOX_BASE; then run: grader setup"
        return [Finding(IMAGE, "present", Verdict.FAILED, str(error), advice)]
    try:
        pool = Pool(Boxes(client, settings.sandbox_base, settings.sandbox_runtime), size=0)
    except OSError as error:
        return [Finding(ENGINE, "containers", Verdict.FAILED, str(error), LET_IT_REACH)]
    try:
        return _tried(pool, client, tag, settings.slots)
    finally:
        pool.close()


def _tried(pool: Pool, client: DockerClient, tag: str, slots: int) -> list[Finding]:
    """Try a first container: where none can be had, each limit would only say so again."""
    try:
        probe = limits.Probe(pool, client)
    except (GraderError, OSError) as error:
        detail = f"no container could be reached ({error}), so that no limit could be tried"
        return [Finding(ENGINE, "containers", Verdict.FAILED, detail, LET_IT_REACH)]
    try:
        first = [
            Finding(ENGINE, "containers", Verdict.OK, "start, and reach the grader's sockets"),
            *_inside(probe, tag),
            _skew(probe),
        ]
    finally:
        probe.close()
    return [*first, *limits.tried(pool, client, {**limits.ESSENTIAL, **limits.FURTHER}, slots)]


def _inside(probe: limits.Probe, tag: str) -> list[Finding]:
    found = probe.call("identity")
    present = Finding(IMAGE, "present", Verdict.OK, f"{tag}: {found['system']}, Python {found['python']}")
    expected = metadata.version("numpy")
    if found["numpy"] != expected:
        detail = f"{found['numpy']} inside, and the hidden tests compute with {expected}"
        advice = f"Remove the image, and let it be built again: docker rmi {tag} && grader setup"
        return [present, Finding(IMAGE, "NumPy", Verdict.FAILED, detail, advice)]
    return [present, Finding(IMAGE, "NumPy", Verdict.OK, f"{expected}, as the hidden tests")]


def _skew(probe: limits.Probe) -> Finding:
    before = time.time()
    there = probe.call("clock")
    return host.skew("in containers", there - (before + time.time()) / 2)
