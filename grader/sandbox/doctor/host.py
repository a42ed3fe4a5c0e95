"""Looks at the machine itself: its clock and its disks."""

import ctypes
import os
import shutil
import time
from pathlib import Path

from grader.sandbox.doctor.findings import Finding, Verdict

CLOCK = "Clock"
DISK = "Disk"

SKEW_WARNING_S = 1
SKEW_FAILED_S = 10
SPACE_WARNING_GIB = 5
SPACE_FAILED_GIB = 1
FILES_WARNING = 100_000
FILES_FAILED = 10_000

UNSYNCHRONISED = 5
"""What ``adjtimex`` returns when nothing keeps the clock right."""
SET_THE_CLOCK = (
    "Have one clock everywhere: install chrony or systemd-timesyncd, and see with `timedatectl` that it works."
)


def clock() -> Finding:
    """Ask the kernel whether something keeps its clock right."""
    try:
        state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(1024))
    except (AttributeError, OSError):
        state = -1
    if state == UNSYNCHRONISED:
        detail = "the kernel knows of nothing that keeps it right; deadlines are judged by it"
        return Finding(CLOCK, "synchronised", Verdict.WARNING, detail, SET_THE_CLOCK)
    if state < 0:
        return Finding(CLOCK, "synchronised", Verdict.WARNING, "cannot tell: the kernel does not say", SET_THE_CLOCK)
    return Finding(CLOCK, "synchronised", Verdict.OK, "the kernel says so")


def steady(time_of_day_s: float, monotonic_s: float) -> Finding:
    """Compare how far both clocks have come since these readings: the time of day must not jump."""
    jump_s = time.time() - time_of_day_s - (time.monotonic() - monotonic_s)
    if abs(jump_s) > SKEW_WARNING_S:
        detail = f"the time of day jumped by {jump_s:+.1f} s meanwhile"
        return Finding(CLOCK, "steady", Verdict.WARNING, detail, SET_THE_CLOCK)
    return Finding(CLOCK, "steady", Verdict.OK, "the time of day did not jump meanwhile")


def skew(name: str, ahead_s: float) -> Finding:
    """Judge how far another clock is ahead of this host's."""
    detail = f"{abs(ahead_s):.3f} s {'ahead of' if ahead_s > 0 else 'behind'} this process's"
    if abs(ahead_s) <= SKEW_WARNING_S:
        return Finding(CLOCK, name, Verdict.OK, detail)
    verdict = Verdict.FAILED if abs(ahead_s) > SKEW_FAILED_S else Verdict.WARNING
    return Finding(CLOCK, name, verdict, detail, SET_THE_CLOCK)


def disk(name: str, path: Path) -> Finding:
    """Look at the room where *path* is."""
    try:
        free_gib = shutil.disk_usage(path).free / 2**30
        files = os.statvfs(path)
    except OSError as error:
        detail = f"{path}: cannot tell from here: {error.strerror}"
        return Finding(DISK, name, Verdict.WARNING, detail, "Look on the machine where it is: df -h, df -i")
    counted = files.f_files > 0  # some file systems have no table that could be full
    detail = f"{path}: {free_gib:.1f} GiB free" + (f", {files.f_favail:,} files" if counted else "")
    low = [(free_gib, SPACE_FAILED_GIB, SPACE_WARNING_GIB)]
    low += [(files.f_favail, FILES_FAILED, FILES_WARNING)] if counted else []
    advice = "Make room there, or move it: see DATA_DIR and TMPDIR, and `docker system df` for the engine's."
    if any(free < failed for free, failed, _ in low):
        return Finding(DISK, name, Verdict.FAILED, detail, advice)
    if any(free < warning for free, _, warning in low):
        return Finding(DISK, name, Verdict.WARNING, detail, advice)
    return Finding(DISK, name, Verdict.OK, detail)
