"""Notebooks: the code cells are taken, and whatever is malformed is met with what to do."""

import json
import random
from contextlib import suppress
from typing import Any

import pytest

from grader.domain.notebook import MAX_MIB, code_of, is_notebook
from grader.errors import SubmissionError


def cell(source: Any, count: Any = 1, kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "execution_count": count, "metadata": {}, "outputs": [], "source": source}


def notebook(*cells: Any, **more: Any) -> bytes:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}).encode()


def refusal(content: bytes) -> SubmissionError:
    with pytest.raises(SubmissionError) as raised:
        code_of(content)
    return raised.value


def python(source: str) -> str:
    """Return what becomes of one cell."""
    return code_of(notebook(cell(source))).removeprefix("# In [1]\n").removesuffix("\n")


def test_the_code_cells_are_taken_in_order_and_the_others_left_out() -> None:
    cells = [
        cell("import numpy as np"),
        cell("# Notes", kind="markdown"),
        cell(["def forward(x):\n", "    return x\n"], 7),
        cell("  \n", 8),
        cell("raw", kind="raw"),
        cell("y = 1\r\nz = 2", None),
    ]
    assert code_of(notebook(*cells)) == (
        "# In [1]\nimport numpy as np\n\n# In [7]\ndef forward(x):\n    return x\n\n# In [ ]\ny = 1\nz = 2\n"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("%matplotlib inline\nx = 1", "# %matplotlib inline\nx = 1"),
        ("!pip install \\\n  numpy\nx = 1", "# !pip install \\\n#   numpy\nx = 1"),
        ("if colab:\n    !pip install numpy\nx = 1", "if colab:\n    pass  # !pip install numpy\nx = 1"),
        ("np.tanh?\n?np.tanh\nnp.tanh??", "# np.tanh?\n# ?np.tanh\n# np.tanh??"),
        ("%%time\nx = 1\n%who", "# %%time\nx = 1\n# %who"),
        ("%%bash\nls\n\n  rm x", "# %%bash\n# ls\n\n#   rm x"),
    ],
)
def test_commands_of_ipython_become_comments_line_for_line(source: str, expected: str) -> None:
    assert python(source) == expected
    compile(expected, "cell", "exec")


@pytest.mark.parametrize(
    "source",
    [
        "x = (10\n     %y)",
        "x = 10 \\\n  %y",
        's = """\n%d items\n!important\n"""',
        "s = '''\n%d \\''' items\n%s\n'''",
        "s = 'a\\\n%d'",
        "x = [  # it's (\n%y ]",
        "x = a[')'\n%y]",
        "x = y != z\nassert x % 2",
    ],
)
def test_what_is_python_stays_as_it_is(source: str) -> None:
    assert python(source) == source


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"cells": {}}',
        b'{"cells": [1]}',
        b'{"cells": [{}]}',
        b'{"cells": [{"cell_type": ["code"], "source": "x"}]}',
        notebook(cell(1)),
        notebook(cell(["x", 1])),
        notebook(cell({"x": 1})),
        notebook(cell(None)),
        b'{"cells": [{"cell_type": "code", "source": "\\ud800"}]}',
        b'{"cells": [{"cell_type": "code", "source": "\xff"}]}',
        b'{"cells": [], "cells": []}',
        notebook(cell("x"), metadata={"loss": float("nan")}),
        b'{"cells": [], "n": ' + b"9" * 10_000 + b"}",
        b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"cells":' * 100_000,
    ],
)
def test_what_is_malformed_is_met_with_what_to_do(content: bytes) -> None:
    error = refusal(content)
    assert error.kind == "not_python"
    assert "clear all outputs, save it and hand it in again" in str(error)


@pytest.mark.parametrize("count", [True, -1, 1.5, "7", [1], 10**9, None])
def test_a_strange_number_of_a_cell_is_of_no_consequence(count: Any) -> None:
    assert code_of(notebook(cell("x = 1", count))) == "# In [ ]\nx = 1\n"


def test_a_notebook_of_an_old_format_is_told_how_to_become_a_new_one() -> None:
    old = {"worksheets": [{"cells": [cell("x")]}], "nbformat": 3}
    assert "Open it in Jupyter and save it" in str(refusal(json.dumps(old).encode()))


def test_a_notebook_without_code_is_empty() -> None:
    assert refusal(notebook(cell("# Notes", kind="markdown"), cell("\n"))).kind == "empty"


def test_a_notebook_may_have_large_outputs_but_not_any() -> None:
    assert code_of(notebook(cell("x = 1"), extra="o" * 2**20)) == "# In [1]\nx = 1\n"
    assert refusal(notebook(cell("x = 1"), extra="o" * (MAX_MIB * 2**20))).kind == "too_big"


@pytest.mark.parametrize(
    ("content", "name", "meant"),
    [
        (b"{}", "a.ipynb", True),
        (b"x = 1", "A.IPYNB", True),
        (notebook(), "", True),
        (b"\xef\xbb\xbf\n" + notebook(), "solution.py", True),
        (b"{'a': 1}", "solution.py", False),
        (b'x = {"cells": 1}', "", False),
    ],
)
def test_a_notebook_is_known_by_its_name_or_by_what_it_is(content: bytes, name: str, *, meant: bool) -> None:
    assert is_notebook(content, name) is meant


@pytest.mark.parametrize("seed", range(300))
def test_whatever_it_is_there_is_code_or_a_reason(seed: int) -> None:
    chance = random.Random(seed)
    mixed = bytearray(notebook(*[_anything(chance, 3) for _ in range(2)], cell(_scribble(chance))))
    for _ in range(chance.choice([0, 0, 1, 5])):
        mixed[chance.randrange(len(mixed))] = chance.randrange(256)
    with suppress(SubmissionError):
        code_of(bytes(mixed)).encode()


@pytest.mark.parametrize("seed", range(100))
def test_commands_of_ipython_never_cost_a_line(seed: int) -> None:
    source = _scribble(random.Random(seed)).strip("\n")
    assert python(f"x{source}").count("\n") == source.count("\n")


def _scribble(chance: random.Random) -> str:
    tokens = [
        "%",
        "!",
        "?",
        "%%",
        "\n",
        "\n",
        "    ",
        '"',
        "'",
        '"""',
        "'''",
        "\\",
        "#",
        "(",
        ")",
        "[",
        "}",
        "x",
        "é",
        "=",
        " ",
    ]
    return "".join(chance.choices(tokens, k=chance.randrange(60)))


def _anything(chance: random.Random, depth: int) -> Any:
    kinds = [1, -1.5, True, None, "code", "\ud800", 10**30, "source", float("inf")]
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(kinds)
    if chance.random() < 0.3:
        return [_anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    keys = chance.sample(["cell_type", "source", "execution_count", "metadata", "outputs"], k=3)
    return {"cell_type": "code", **{key: _anything(chance, depth - 1) for key in keys}}
