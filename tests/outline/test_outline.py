"""What a submission binds is read in a process of its own, which never runs it and may do its worst."""

import random
import sys
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from grader import outline
from grader.domain.solution import Outline, SyntaxMistake
from grader.exam import assignment as assignments
from grader.outline import Parser, outline_of

ROOT = Path(__file__).resolve().parents[2]
EVERY_WAY = """
import numpy as np, os.path
from math import sqrt as root
def function(): inner = 1
async def coroutine(): pass
class Class: member = 1
a = b = 1
c, (d, *e) = [1, (2, 3)]
f: int = 1
g += 1
if (h := 1): i = 1
else: j = 1
try: k = 1
except OSError as l: m = 1
finally: n = 1
for o, p in []: q = 1
while False: r = 1
with open("") as s: t = 1
match a:
    case [u, *v] | {"x": u, **v}: w = 1
[x := 1 for y in ()]
lambda z: z
def setter():
    global set_inside
    set_inside = 1
"""


def names_of(source: str) -> frozenset[str]:
    found = outline_of(source)
    assert isinstance(found, Outline)
    return found.names


def test_a_name_is_found_however_it_is_bound() -> None:
    bound = {"np", "os", "root", "function", "coroutine", "Class", "set_inside", "setter", *"abcdefghijklmnopqrstuvwx"}
    assert bound <= names_of(EVERY_WAY)
    assert names_of(EVERY_WAY).isdisjoint({"inner", "member", "y", "z", "sqrt", "path", "print", "open"})


@pytest.mark.parametrize("kind", ["right", "starter"])
@pytest.mark.parametrize("path", sorted(ROOT.glob("assignments/*/assignment.toml")), ids=lambda path: path.parent.name)
def test_what_is_right_or_only_begun_has_every_function(path: Path, kind: str) -> None:
    assignment = assignments.load(ROOT / "assignments", path.parent.name)
    text = assignment.starter if kind == "starter" else assignment.reference.read_text()
    assert set(assignment.functions) <= names_of(text)


@pytest.mark.parametrize(
    "line",
    ["from x import *", "exec('forward = 1')", "globals()['forward'] = 1", "setattr(me, 'forward', 1)", "a.__dict__"],
)
def test_names_that_may_come_in_other_ways_are_allowed_for(line: str) -> None:
    found = outline_of(line)
    assert isinstance(found, Outline)
    assert found.indirect


@pytest.mark.parametrize(
    ("source", "line", "message", "text"),
    [
        ("x = 1\nfor i in x\n    pass\n", 2, "expected ':'", "for i in x"),
        ("x = 1\r\n\r\ny = 2 2", 3, "invalid syntax", "y = 2 2"),
        ("s = 'a\\x0cb'\x0c\ny = (", 2, "'(' was never closed", "y = ("),
        ("if x:\n  return 1", 2, "'return' outside function", "  return 1"),
        ("def f():\nx = 1", 2, "expected an indented block after function definition on line 1", "x = 1"),
        ("(" * 500, 1, "too many nested parentheses", "(" * 200),
    ],
)
def test_a_mistake_in_the_syntax_is_found(source: str, line: int, message: str, text: str) -> None:
    assert outline_of(source) == SyntaxMistake(line, message, text)


@pytest.mark.parametrize(
    "source",
    [
        'print(f"{d["a"]}")',
        "type X = int",
        "def f[T](x): return x",
        "class A[T]: pass",
        'f"{(}"',
        "try: x\nexcept A, B: y",
    ],
)
def test_what_a_newer_python_may_accept_is_left_to_the_container(source: str) -> None:
    found = outline_of(f"{source}\n")
    assert not isinstance(found, SyntaxMistake)


def test_it_is_not_run(tmp_path: Path) -> None:
    file = tmp_path / "ran"
    assert names_of(f"x = open({str(file)!r}, 'w')\nprint('{{}}')\nraise SystemExit") == {"x"}
    assert not file.exists()


@pytest.mark.parametrize(
    "source",
    [
        "x = " + "-" * 250_000 + "1",
        "lambda: " * 30_000 + "1",
        "x" + ".a" * 120_000,
        "x" + "[0]" * 80_000,
        "not " * 60_000 + "x",
        "1" + "+1" * 120_000,
        "".join(f"name_{number} = 1\n" for number in range(15_000)),
    ],
)
def test_what_is_too_much_for_the_parser_or_for_the_answer_is_not_known(source: str) -> None:
    assert not isinstance(outline_of(source), SyntaxMistake)


HEARS = """
import socket, sys
[descriptor] = socket.recv_fds(socket.socket(fileno=int(sys.argv[1])), 1, 1)[1]
sys.stdout = open(descriptor, "w")
"""
LIES = [
    "",
    "raise SystemExit(1)",
    "import os; os.abort()",
    "print('[]')",
    'print(\'{"names": [1], "indirect": false}\')',
    'print(\'{"names": [], "indirect": 0}\')',
    'print(\'{"line": "1", "message": "", "text": ""}\')',
    "print('[' * 60_000)",
    'print(\'{"names": [], "indirect": false, "x": "\' + \'x\' * 100_000 + \'"}\')',
    "import sys; sys.stdout.buffer.write(b'\\xff')",
    'import time; time.sleep(3); print(\'{"names": [], "indirect": false}\')',
]


@pytest.mark.parametrize("program", LIES)
def test_a_process_that_dies_lies_or_hangs_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    (tmp_path / "program.py").write_text(HEARS + program)
    monkeypatch.setattr(outline, "TIMEOUT_S", 0.5)
    with closing(Parser([sys.executable, "-I", "-S", str(tmp_path / "program.py")])) as parser:
        monkeypatch.setattr(outline, "_parser", parser)
        assert outline_of("x = 1") is None


def test_the_same_with_an_honest_answer_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = HEARS + 'print(\'{"names": ["x"], "indirect": false}\')'
    (tmp_path / "program.py").write_text(honest)
    with closing(Parser([sys.executable, "-I", "-S", str(tmp_path / "program.py")])) as parser:
        monkeypatch.setattr(outline, "_parser", parser)
        assert outline_of("") == Outline(frozenset({"x"}), indirect=False)


def test_a_program_that_is_not_there_costs_nobody_a_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Parser(["/nowhere/python"])) as parser:
        monkeypatch.setattr(outline, "_parser", parser)
        assert outline_of("x = 1") is None
        assert outline_of("x = 1") is None


def test_a_parser_that_was_killed_is_started_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Parser(outline.COMMAND)) as parser:
        monkeypatch.setattr(outline, "_parser", parser)
        assert names_of("x = 1") == {"x"}
        assert parser._process is not None
        parser._process.kill()
        parser._process.wait()
        assert names_of("y = 1") == {"y"}


def test_forks_are_not_kept_when_they_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Parser(outline.COMMAND)) as parser:
        monkeypatch.setattr(outline, "_parser", parser)
        for _ in range(5):
            names_of("x = 1")
        assert parser._process is not None
        family = psutil.Process(parser._process.pid)
        psutil.wait_procs(family.children(), timeout=10)
        assert family.children() == []


@pytest.mark.parametrize("seed", range(60))
def test_whatever_the_text_is_there_is_an_answer(seed: int) -> None:
    chance = random.Random(seed)
    tokens = [
        "def",
        "class",
        "x",
        "(",
        ")",
        ":",
        "\n",
        "    ",
        "=",
        "lambda",
        "*",
        "'",
        '"""',
        "f'",
        "{",
        "}",
        "\\",
        "\x0c",
    ]
    tokens += [
        "import",
        "from",
        "global",
        "nonlocal",
        "await",
        "yield",
        "match",
        "case",
        "1e999",
        "0777",
        "é",
        "😀",
        "\r",
    ]
    outline_of(" ".join(chance.choices(tokens, k=chance.randrange(1, 80))))
