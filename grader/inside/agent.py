"""The process inside a container: loads one submission and answers calls of its functions.

It is process 1. Its child does the work, and when that ends it says how by its own exit code: signals from inside
cannot kill process 1, so an end that it does not explain was none of the student's.
"""

import contextlib
import ctypes
import gc
import linecache
import os
import signal
import socket
import sys
import threading
import types
from pathlib import Path
from typing import Any

from .protocol import LOAD

FILE_NAME = "solution.py"
ENDED_BY_ITSELF = 64
"""Exit code when the child ended; the number of the signal is added when one killed it."""
ABANDONED = 1
HOST_OUT_OF_MEMORY = 2
"""Exit code when the kernel killed the child because the machine, not the container, had no memory left."""
CGROUP = Path("/sys/fs/cgroup")
NEAR_LIMIT = 0.9
"""What is refused memory may lack a few MiB of its limit, as much as it asked for at once."""
MAX_MESSAGE_CHARACTERS = 2000
MAX_TRACEBACK_LINES = 12
MAX_OTHER_NAMES = 1000
MAX_NAME_CHARACTERS = 80
PR_SET_DUMPABLE = 4


def main(address: str) -> None:
    """Serve at the unix socket *address*, until the child ends or the other side goes, however it goes."""
    channel, log, life = _connect(address), _connect(address), _connect(address)
    _shut_out_others()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        life.close()
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        log.close()
        serve(channel)
        os._exit(0)
    channel.close()
    log.close()
    threading.Thread(target=_end_with, args=(life,), daemon=True).start()
    end = _end_of(child)
    os._exit(HOST_OUT_OF_MEMORY if end == signal.SIGKILL and _host_ran_out() else ENDED_BY_ITSELF + end)


def _connect(address: str) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(address)
    return connection


def _shut_out_others() -> None:
    """Hide memory and descriptors of this process, which others of the same user could read and write otherwise."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _end_with(life: socket.socket) -> None:
    """End this process, and with it the container, when the other side of *life* is gone."""
    life.recv(1)
    os._exit(ABANDONED)


def _end_of(child: int) -> int:
    """Reap every process until *child* has ended; return the number of the signal that killed it, or 0."""
    while True:
        process, status = os.wait()
        if process == child:
            return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _host_ran_out() -> bool:
    """Say whether something in this container was killed for memory, though it was not near its own limit."""
    memory = CGROUP / "memory"
    if (events := CGROUP / "memory.events").exists():
        return _counts(events)["oom_kill"] > 0 and _counts(events)["oom"] == 0
    if not (control := memory / "memory.oom_control").exists():  # gVisor: its kernel kills no process for memory
        return False
    most, limit = (int((memory / f"memory.{name}_in_bytes").read_text()) for name in ("max_usage", "limit"))
    return _counts(control)["oom_kill"] > 0 and most < NEAR_LIMIT * limit


def _counts(file: Path) -> dict[str, int]:
    return {name: int(count) for name, count in (line.split() for line in file.read_text().splitlines())}


def serve(connection: socket.socket) -> None:
    """Answer requests until the other side goes."""
    from . import wire  # noqa: PLC0415 - imports NumPy, which process 1 does without

    module = types.ModuleType("solution")
    channel = wire.Channel(connection)
    channel.send({"ready": sys.version})
    gc.freeze()  # what is there now stays
    with contextlib.suppress(wire.Closed):
        while True:
            kind, number, *details = channel.receive()
            answer = _answer(module, kind, details)
            try:
                channel.send({"id": number, **answer})
            except wire.Closed:
                return
            except BaseException as error:  # noqa: BLE001 - it cannot be sent, or raises when it is looked at
                refused = isinstance(error, wire.WireError)
                channel.send({"id": number, "error": _refusal(error) if refused else _describe(error)})


def _refusal(error: Any) -> dict[str, Any]:
    where = _clip(error.where.removeprefix("['value']"))
    return {"kind": "cannot_return", "message": _clip(error.what), "where": where}


def _answer(module: types.ModuleType, kind: str, details: list[Any]) -> dict[str, Any]:
    try:
        return {"value": _load(module, *details)} if kind == LOAD else _call(module, *details)
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt are the student's as well
        return {"error": _describe(error)}


def _stay_on(core: int | None) -> None:
    """Use one core, if this machine has it: that of the exam."""
    if core is not None:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})


def _load(module: types.ModuleType, source: str, functions: list[str], core: int | None) -> list[str]:
    """Run *source* as the module ``solution``; return which *functions* it defines, and some others."""
    _stay_on(core)
    module.__file__ = FILE_NAME
    linecache.cache[FILE_NAME] = (len(source), None, source.splitlines(keepends=True), FILE_NAME)
    sys.modules["solution"] = module
    exec(compile(source, FILE_NAME, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what it is for
    defined = [name for name, value in list(vars(module).items()) if callable(value) and type(name) is str]
    others = [name for name in defined if name not in functions and len(name) <= MAX_NAME_CHARACTERS]
    return [name for name in functions if name in defined] + others[:MAX_OTHER_NAMES]


def _call(
    module: types.ModuleType,
    name: str,
    arguments: tuple[Any, ...],
    keywords: dict[str, Any],
    with_arguments: bool,  # noqa: FBT001 - as it came
) -> dict[str, Any]:
    value = getattr(module, name)(*arguments, **keywords)
    return {"value": value, "arguments": arguments} if with_arguments else {"value": value}


def _describe(error: BaseException) -> dict[str, Any]:
    """Say what was raised, and on which lines of the student's own file; whatever the exception does when asked."""
    try:
        return _described(error, sys.exc_info()[2])
    except BaseException:  # noqa: BLE001 - the student's own
        return {"kind": "raised", "type": "an exception that cannot be shown", "message": "", "lines": []}


def _described(error: BaseException, step: types.TracebackType | None) -> dict[str, Any]:
    lines = []
    while step is not None:
        if step.tb_frame.f_code.co_filename == FILE_NAME:
            lines.append((step.tb_lineno, step.tb_frame.f_code.co_name))
        step = step.tb_next
    is_syntax = issubclass(type(error), SyntaxError)
    if is_syntax and error.filename == FILE_NAME and isinstance(error.lineno, int):  # type: ignore[attr-defined]
        lines.append((error.lineno, "<module>"))  # type: ignore[attr-defined]
    return {
        "kind": "syntax_error" if is_syntax and len(lines) == 1 else "raised",
        "type": _clip(type(error).__name__),
        "message": _message(error),
        "lines": [
            {"line": number, "function": name, "text": _clip(linecache.getline(FILE_NAME, number).strip())}
            for number, name in lines[-MAX_TRACEBACK_LINES:]
        ],
    }


def _message(error: BaseException) -> str:
    try:
        return _clip(error.msg if isinstance(error, SyntaxError) else str(error))
    except BaseException:  # noqa: BLE001 - the student's own __str__
        return "(its message cannot be shown)"


def _clip(text: str) -> str:
    return str(text)[:MAX_MESSAGE_CHARACTERS].encode("utf-8", "replace").decode()


if __name__ == "__main__":
    main(sys.argv[1])
