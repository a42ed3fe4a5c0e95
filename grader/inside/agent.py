"""The process inside a container: loads one submission and answers calls of its functions.

It is process 1. Its child does the work, and when that ends it says how by its own exit code: signals from inside
cannot kill process 1, so an end that it does not explain was none of the student's.
"""

import contextlib
import ctypes
import linecache
import os
import signal
import socket
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

FILE_NAME = "solution.py"
ENDED_BY_ITSELF = 64
"""Exit code when the child ended; the number of the signal is added when one killed it."""
ABANDONED = 1
MAX_MESSAGE_CHARACTERS = 2000
MAX_TRACEBACK_LINES = 12
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
    os._exit(ENDED_BY_ITSELF + _end_of(child))


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


def serve(connection: socket.socket) -> None:
    """Answer requests until the other side goes."""
    from . import wire  # noqa: PLC0415 - imports NumPy, which process 1 does without

    module = types.ModuleType("solution")
    channel = wire.Channel(connection)
    channel.send({"ready": sys.version})
    while True:
        try:
            request = channel.receive()
        except wire.Closed:
            return
        answer = _answer(module, request)
        try:
            channel.send({"id": request["id"], **answer})
        except wire.WireError as error:
            where = _clip(error.where.removeprefix("['value']"))
            refusal = {"kind": "cannot_return", "message": _clip(error.what), "where": where}
            channel.send({"id": request["id"], "error": refusal})


def _answer(module: types.ModuleType, request: dict[str, Any]) -> dict[str, Any]:
    try:
        if request["op"] == "load":
            return {"value": _load(module, request["source"])}
        return _call(getattr(module, request["name"]), request)
    except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt are the student's as well
        return {"error": _describe(error)}
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):
                stream.flush()


def _load(module: types.ModuleType, source: str) -> list[str]:
    """Run *source* as the module ``solution``; return the names of the functions it defines."""
    module.__file__ = FILE_NAME
    linecache.cache[FILE_NAME] = (len(source), None, source.splitlines(keepends=True), FILE_NAME)
    sys.modules["solution"] = module
    exec(compile(source, FILE_NAME, "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - what it is for
    return [name for name, value in list(vars(module).items()) if callable(value) and isinstance(name, str)][:1000]


def _call(function: Callable[..., Any], request: dict[str, Any]) -> dict[str, Any]:
    arguments, keywords = request["args"], request["kwargs"]
    value = function(*arguments, **keywords)
    return {"value": value, "arguments": arguments} if request["with_arguments"] else {"value": value}


def _describe(error: BaseException) -> dict[str, Any]:
    """Say what was raised, and on which lines of the student's own file."""
    lines = []
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == FILE_NAME:
            lines.append((step.tb_lineno, step.tb_frame.f_code.co_name))
        step = step.tb_next
    if isinstance(error, SyntaxError) and error.filename == FILE_NAME and isinstance(error.lineno, int):
        lines.append((error.lineno, "<module>"))
    return {
        "kind": "syntax_error" if isinstance(error, SyntaxError) and len(lines) == 1 else "raised",
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
