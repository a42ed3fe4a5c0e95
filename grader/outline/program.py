"""Reads Python from connections and answers what it binds as JSON; it never runs it. A program of its own.

Each connection is served by a fork. Nothing is caught but a mistake in the syntax: whatever else happens ends the
fork, and says no more than that.
"""

import ast
import json
import os
import re
import resource
import signal
import socket
import symtable
import sys

MEMORY_BYTES = 512 * 2**20
CPU_S = 2
ANSWER_BYTES = 64 * 2**10
INDIRECT = {"exec", "eval", "globals", "locals", "vars", "setattr", "__dict__", "__import__", "import_module"}
"""Who uses one of these may bind names that are seen only when the code runs."""
NEWER = re.compile(r"""\b([ft]|r[ft]|[ft]r)["']|^\s*(type|except)\s|^\s*(async\s+)?(def|class)\s+\w+\s*\[""", re.I)
"""Lines that a newer Python may accept though this one does not: f-strings in f-strings, type parameters, …"""


def main() -> None:
    """Take connections from the socket whose descriptor is the first argument, until its other end is closed."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended
    with socket.socket(fileno=int(sys.argv[1])) as control:
        while descriptors := socket.recv_fds(control, 1, 1)[1]:
            with socket.socket(fileno=descriptors[0]) as connection:
                if os.fork() == 0:
                    control.close()
                    _serve(connection)
                    return


def _serve(connection: socket.socket) -> None:
    """Answer within the limits."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_S)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    with connection.makefile("rb") as sent:
        source = sent.read().decode()
    answer: dict[str, object] | None
    try:
        answer = _outline(source)
    except SyntaxError as error:
        answer = _mistake(error, source)
    connection.sendall(json.dumps(answer).encode())


def _limit(kind: int, amount: int) -> None:
    _, most = resource.getrlimit(kind)
    amount = amount if most == resource.RLIM_INFINITY else min(amount, most)
    resource.setrlimit(kind, (amount, amount))


def _outline(source: str) -> dict[str, object]:
    tree = ast.parse(source)
    compile(tree, "solution.py", "exec", dont_inherit=True)  # finds a return outside of a function, and the like
    table = symtable.symtable(source, "solution.py", "exec")
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    indirect = False
    for node in ast.walk(tree):
        match node:
            case ast.Global(names=those):
                names |= set(those)
            case ast.NamedExpr(target=ast.Name(id=name)):  # in a comprehension it binds outside of it
                names.add(name)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                indirect = indirect or name in INDIRECT
            case ast.ImportFrom(names=[ast.alias(name="*")]):
                indirect = True
    return {"names": sorted(names), "indirect": indirect}


def _mistake(error: SyntaxError, source: str) -> dict[str, object] | None:
    lines = re.split(r"\r\n|\r|\n", source)
    number = error.lineno if isinstance(error.lineno, int) and 0 < error.lineno <= len(lines) else None
    text = lines[number - 1] if number else ""
    if NEWER.search(text) or error.msg.startswith("f-string"):
        return None
    return {"line": number, "message": error.msg[:200], "text": text[:200]}


if __name__ == "__main__":
    main()
