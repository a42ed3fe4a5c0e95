"""Tries each limit of a container, as a submission would that wants more than it may have."""

import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker import DockerClient
from docker.models.containers import Container

from grader.errors import StudentError
from grader.inside import wire
from grader.sandbox.docker import HARDENING, MOUNT
from grader.sandbox.doctor.findings import Finding, Verdict
from grader.sandbox.pool import Pool
from grader.sandbox.runner import Limits

GROUP = "Limits, each tried in a container"
SOURCE = Path(__file__).with_name("probe.py")
CALL_TIMEOUT_S = 20

MEMORY_MIB = 128
MORE_MEMORY_MIB = 64
PROCESSES: int = HARDENING["pids_limit"]
CPUS: float = HARDENING["nano_cpus"] / 1e9
OPEN_FILES: int = next(limit.hard for limit in HARDENING["ulimits"] if limit.name == "nofile")
TMP_MIB, TMP_NAMES = (int(re.search(rf"{key}=(\d+)", HARDENING["tmpfs"]["/tmp"])[1]) for key in ("size", "nr_inodes"))  # type: ignore[index]  # noqa: S108
MORE = 8
BURN_S = 0.5
BURN_MARGIN_S = 0.25
"""The kernel hands time out by the tenth of a second, and the container has used a little to start."""

ELSEWHERE = [("172.17.0.1", 2375), ("169.254.169.254", 80), ("192.0.2.1", 53), ("2001:db8::1", 53)]
"""The host, a cloud's metadata, and two addresses of the documentation that stand for the rest of the world."""
FOLDERS = ["", "/etc", "/opt/site", "/opt/site/inside", "/root", "/dev", "/sys/fs/cgroup", MOUNT]
FOLDERS += ["/var/tmp", "/dev/shm"]  # noqa: S108 - in the container, as all others

CONTROLLERS = (
    "Let the engine use the kernel's {} controller. A rootless engine needs cgroup v2 and systemd's delegation "
    "(docs.docker.com/engine/security/rootless); an engine inside a container needs the host's cgroups."
)


@dataclass(frozen=True)
class Account:
    """What the host counted of a container's CPU time."""

    used_s: float
    periods: int
    throttled: int


class Probe:
    """The probe, loaded in a fresh container."""

    def __init__(self, pool: Pool, client: DockerClient) -> None:
        self._client = client
        self._sandbox = pool.open(Limits(load_timeout_s=10, memory_mib=MEMORY_MIB))
        try:
            self._sandbox.load(SOURCE.read_text(), [])
        except BaseException:
            self.close()
            raise

    def call(self, name: str, *arguments: object) -> Any:
        """Return what the probe's function says.

        Raises:
            wire.Closed: the container ended.

        """
        return self._sandbox.call(name, *arguments, timeout_s=CALL_TIMEOUT_S)

    def account(self) -> Account:
        """Return the CPU time by the host's account: what a container sees of its own is wrong."""
        stats: Any = self._container().stats(stream=False, one_shot=True)
        used, throttling = stats["cpu_stats"]["cpu_usage"], stats["cpu_stats"]["throttling_data"]
        return Account(used["total_usage"] / 1e9, throttling["periods"], throttling["throttled_periods"])

    def is_gvisor(self) -> bool:
        """Say whether gVisor is the kernel of the container."""
        return "runsc" in self._container().attrs["HostConfig"]["Runtime"]

    def cores(self) -> int:
        """Return how many cores the engine's host has."""
        return int(self._client.info()["NCPU"])

    def explain_end(self) -> StudentError:
        """Say why the container ended."""
        return self._sandbox.explain_end()

    def close(self) -> None:
        """Destroy the container."""
        self._sandbox.close()

    def _container(self) -> Container:
        return self._client.containers.get(self.call("identity")["name"])


Check = Callable[[Probe], list[Finding]]


def memory(probe: Probe) -> list[Finding]:
    """Fill more memory than there may be."""
    swap_mib = probe.call("swap_mib")
    try:
        return survived(**probe.call("allocate", MEMORY_MIB + MORE_MEMORY_MIB))
    except wire.Closed:
        end = str(probe.explain_end())
    if "memory" not in end:
        return [_failed("memory", f"the container ended, and not for its memory: {end}", "Look at the engine's log.")]
    swap = f"none of the host's {swap_mib} MiB was to be had" if swap_mib else "the host has none"
    return [_ok("memory", f"ended at {MEMORY_MIB} MiB, and the engine says why"), _ok("swap", swap)]


def survived(filled: int, resident: int, swapped: int) -> list[Finding]:
    """Say what it means that *filled* MiB could be had."""
    if resident > MEMORY_MIB or not swapped:
        detail = f"{filled} MiB were filled, and {MEMORY_MIB} are allowed"
        return [_failed("memory", detail, CONTROLLERS.format("memory"))]
    detail = f"a container of {MEMORY_MIB} MiB went on with {swapped} MiB in the host's swap"
    advice = "Turn swap off (swapoff -a), or have it counted: boot with cgroup v2, or with swapaccount=1."
    return [_ok("memory", f"at most {MEMORY_MIB} MiB"), _failed("swap", detail, advice)]


def processes(probe: Probe) -> list[Finding]:
    """Start more processes than there may be."""
    is_gvisor = probe.is_gvisor()
    try:
        count, refusal = probe.call("fork", PROCESSES + MORE)
    except wire.Closed:
        if not is_gvisor:
            raise
        return [_ok("processes", f"gVisor ended before there were {PROCESSES + MORE}")]
    if refusal is None or count >= PROCESSES:
        detail = f"{count} processes were started, and {PROCESSES} are allowed"
        return [_failed("processes", detail, CONTROLLERS.format("pids"))]
    return [_ok("processes", f"{count} more could be started, of {PROCESSES} in all; then {refusal}")]


def cpu(probe: Probe) -> list[Finding]:
    """Keep two processes busy where one core is allowed."""
    cores = probe.cores()
    if cores <= CPUS:
        return [_ok("CPU", f"the host has {cores} core, so that there is nothing to limit")]
    found = _burnt(probe, None)
    return [_burnt(probe, probe.account()) if found.failed else found]


def _burnt(probe: Probe, before: Account | None) -> Finding:
    """Keep them busy once. Without *before*, what the runtime used to start counts as theirs, which is quick to see."""
    start = time.monotonic()
    own_s = probe.call("burn", 2, BURN_S)
    wall_s = time.monotonic() - start
    account = probe.account()
    return had(account, account.used_s - (before.used_s if before else own_s), wall_s)


def had(account: Account, used_s: float, wall_s: float) -> Finding:
    """Say what it means that two busy processes used so much CPU time."""
    controller = CONTROLLERS.format("cpu")
    if account.used_s == 0:
        return _failed("CPU", "the engine keeps no account of CPU time", controller)
    detail = f"two busy processes had {used_s:.2f} s of CPU in {wall_s:.2f} s"
    if used_s > CPUS * wall_s + BURN_MARGIN_S:
        return _failed("CPU", f"{detail}, and {CPUS:g} core is allowed", controller)
    if account.periods == 0:  # on a host with much else to do, they may not get more than is allowed even so
        return _failed("CPU", f"{detail}, and the kernel counts no limit", controller)
    return _ok("CPU", f"{detail}, held back in {account.throttled} of {account.periods} periods")


def network(probe: Probe) -> list[Finding]:
    """Look for a way out."""
    found = probe.call("network", ELSEWHERE)
    if found["up"] or found["reached"]:
        ways = [f"{name} is up" for name in found["up"]] + [f"{address} is not refused" for address in found["reached"]]
        advice = (
            "The engine has to honour network mode none: look for a plugin, proxy or runtime that connects containers."
        )
        return [_failed("network", "; ".join(ways), advice)]
    return [_ok("network", "no interface but lo is up, and every connection is refused")]


def files(probe: Probe) -> list[Finding]:
    """Write everywhere, and fill what can be written to."""
    places = [folder or "/" for folder in probe.call("writable", FOLDERS)]
    if places or not probe.call("root_is_read_only"):
        detail = f"can be written to: {', '.join(places)}" if places else "is mounted for writing"
        found = [_failed("root", detail, "The engine has to honour read-only containers: look at its runtime.")]
    else:
        found = [_ok("root", "read-only, and nothing but /tmp can be written to")]
    advice = "The engine has to honour tmpfs options: look at its runtime."
    written, full = probe.call("fill", "/tmp", TMP_MIB + MORE)  # noqa: S108
    enforced = full == "ENOSPC" and written <= TMP_MIB
    detail = f"{written} MiB could be written, of {TMP_MIB}"
    found.append(_ok("size of /tmp", detail) if enforced else _failed("size of /tmp", detail, advice))
    made, full = probe.call("name", "/tmp", TMP_NAMES + MORE)  # noqa: S108
    detail = f"{made} files could be made, of {TMP_NAMES}"
    if full == "ENOSPC" and made <= TMP_NAMES:
        return [*found, _ok("files in /tmp", detail)]
    if probe.is_gvisor():
        return [*found, _ok("files in /tmp", "gVisor does not count them; they take of the container's memory")]
    return [*found, _failed("files in /tmp", detail, advice)]


def privileges(probe: Probe) -> list[Finding]:
    """Look for any privilege."""
    status = probe.call("privileges")
    wrong = [f"{name} {value}" for name, value in status["capabilities"].items() if int(value, 16)]
    wrong += ["user 0"] if "0" in status["users"] else []
    wrong += [] if status["no_new_privileges"] else ["new privileges can be gained"]
    found = _ok("privileges", "no capability, none can be gained, an ordinary user")
    if wrong:
        advice = "The engine has to honour cap_drop, user and no-new-privileges."
        found = _failed("privileges", "; ".join(wrong), advice)
    if status["filtered"]:
        return [found, _ok("system calls", "filtered by seccomp")]
    if probe.is_gvisor():
        return [found, _ok("system calls", "answered by gVisor, not by the host's kernel")]
    advice = "Use a kernel and an engine with seccomp (docker info: Security Options), not unconfined."
    return [found, _failed("system calls", "no filter is in place", advice)]


def descriptors(probe: Probe) -> list[Finding]:
    """Open more files than there may be, and look what becomes of a crash."""
    count, refusal = probe.call("open_files", OPEN_FILES + MORE)
    advice = "The engine has to honour ulimits: look at its runtime."
    enforced = refusal is not None and count <= OPEN_FILES
    detail = f"{count} could be open at once, of {OPEN_FILES}"
    found = _ok("open files", detail) if enforced else _failed("open files", detail, advice)
    core = probe.call("core_dumps")
    if core["limit"] != [0, 0]:
        return [found, _failed("core dumps", f"may have {core['limit'][0]} bytes", advice)]
    if core["to"].startswith("|"):
        detail = f"every crash in a container starts a program on the host, as root: {core['to'].removeprefix('|')}"
        advice = "Unless you need it, write crashes to files: sysctl -w kernel.core_pattern=core"
        return [found, Finding(GROUP, "core dumps", Verdict.WARNING, detail, advice)]
    return [found, _ok("core dumps", "none")]


ESSENTIAL: Mapping[str, Check] = {"memory": memory, "CPU": cpu, "processes": processes, "network": network}
"""Without these, one submission can take the host from all others, or carry something out."""
FURTHER: Mapping[str, Check] = {"root and /tmp": files, "privileges": privileges, "open files": descriptors}


def tried(pool: Pool, client: DockerClient, checks: Mapping[str, Check], at_once: int) -> list[Finding]:
    """Return what the *checks* find, each in a container of its own, *at_once* of them side by side."""
    with ThreadPoolExecutor(at_once) as threads:
        results = [threads.submit(_tried, pool, client, name, check) for name, check in checks.items()]
    return [finding for result in results for finding in result.result()]


def _tried(pool: Pool, client: DockerClient, name: str, check: Check) -> list[Finding]:
    try:
        probe = Probe(pool, client)
        try:
            return check(probe)
        finally:
            probe.close()
    except Exception as error:  # noqa: BLE001 - whatever it was, the limit has not been seen to hold
        return [
            _failed(
                name,
                f"could not be tried: {error or type(error).__name__}",
                "Look at the engine's log, and at what else grader doctor shows.",
            )
        ]


def _ok(name: str, detail: str) -> Finding:
    return Finding(GROUP, name, Verdict.OK, detail)


def _failed(name: str, detail: str, advice: str) -> Finding:
    return Finding(GROUP, name, Verdict.FAILED, detail, advice)
