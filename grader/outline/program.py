"""Reads Python from standard input and writes what it binds as JSON; it never runs it. A program of its own.

Nothing is caught but a mistake in the syntax: whatever else happens ends this process, and says no more than that.

It starts for every upload, hundreds of times in the minute before a deadline: modules that take long to import are left
out where nothing is wrong with a file, ``ast`` and ``json`` too. That is half of what it costs.
"""

import _ast
import resource
import symtable
import sys

MEMORY_BYTES = 512 * 2**20
CPU_S = 2
ANSWER_BYTES = 64 * 2**10
INDIRECT = {"exec", "eval", "globals", "locals", "vars", "setattr", "__dict__", "__import__", "import_module"}
"""Who uses one of these may bind names that are seen only when the code runs."""
NEWER = r"""(?i)\b([ft]|r[ft]|[ft]r)["']|^\s*(type|except)\s|^\s*(async\s+)?(def|class)\s+\w+\s*\["""
"""Lines that a newer Python may accept though this one does not: f-strings in f-strings, type parameters, …"""


def main() -> None:
    """Answer, within the limits."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_S)
    _limit(resource.RLIMIT_FSIZE, ANSWER_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    source = sys.stdin.buffer.read().decode()
    try:
        answer = _outline(source)
    except SyntaxError as error:
        answer = _mistake(error, source)
    sys.stdout.buffer.write(answer.encode())


def _limit(kind: int, amount: int) -> None:
    _, most = resource.getrlimit(kind)
    amount = amount if most == resource.RLIM_INFINITY else min(amount, most)
    resource.setrlimit(kind, (amount, amount))


def _outline(source: str) -> str:
    """Return what *source* binds, as JSON."""
    tree = compile(source, "solution.py", "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
    assert isinstance(tree, _ast.Module)  # noqa: S101 - said for the types
    compile(tree, "solution.py", "exec", dont_inherit=True)  # finds a return outside of a function, and the like
    table = symtable.symtable(source, "solution.py", "exec")
    names = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    indirect = False
    for node in _nodes(tree):
        match node:
            case _ast.Global(names=those):
                names |= set(those)
            case _ast.NamedExpr(target=_ast.Name(id=name)):  # in a comprehension it binds outside of it
                names.add(name)
            case _ast.Name(id=name) | _ast.Attribute(attr=name):
                indirect = indirect or name in INDIRECT
            case _ast.ImportFrom(names=[_ast.alias(name="*")]):
                indirect = True
    quoted = ", ".join(f'"{name}"' for name in sorted(names))  # in a name of Python's, nothing needs an escape
    return f'{{"names": [{quoted}], "indirect": {"true" if indirect else "false"}}}'


def _nodes(tree: _ast.AST) -> list[_ast.AST]:
    """Return *tree* and all nodes in it."""
    nodes = [tree]
    for node in nodes:  # it grows meanwhile
        for field in node._fields:
            value = getattr(node, field, None)
            nodes += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, _ast.AST)]
    return nodes


def _mistake(error: SyntaxError, source: str) -> str:
    """Return what is wrong in *source*, as JSON."""
    import json  # noqa: PLC0415 - most files have no mistake
    import re  # noqa: PLC0415

    lines = re.split(r"\r\n|\r|\n", source)
    number = error.lineno if isinstance(error.lineno, int) and 0 < error.lineno <= len(lines) else None
    text = lines[number - 1] if number else ""
    if re.search(NEWER, text) or error.msg.startswith("f-string"):
        return "null"
    return json.dumps({"line": number, "message": error.msg[:200], "text": text[:200]})


if __name__ == "__main__":
    main()
