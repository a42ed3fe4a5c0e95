"""Whatever a student hands in ends in time, with a sentence for them, and harms nobody after them."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from grader import settings
from grader.domain.scoring import Outcome
from grader.exam.report import Report
from grader.grading import Grader

EXAMS = Path(__file__).parents[1] / "exams"
RIGHT = (EXAMS / "reference" / "tiny.py").read_text()
HALF = "def half(x): return float((x / 2).sum()), {'half': x / 2}\n"


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grader]:
    """Return a grader on the real Docker engine."""
    chosen = settings.load({"DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    grader = Grader(replace(chosen, assignments_dir=EXAMS / "assignments"))
    yield grader
    grader.close()


def grade(grader: Grader, source: str | bytes) -> Report:
    """Grade *source*, and see that a right solution after it is not harmed."""
    start = time.monotonic()
    report = grader.grade("tiny", source.encode() if isinstance(source, str) else source, seed=1)
    assert time.monotonic() - start < 25
    assert grader.grade("tiny", RIGHT.encode(), seed=1).score == 100
    return report


@dataclass(frozen=True)
class Unrunnable:
    """A file that cannot be run, and what the student must be told."""

    source: str | bytes
    kind: str
    words: tuple[str, ...]


UNRUNNABLE = {
    "not UTF-8": Unrunnable(b"x = 1\ny = '\xe9'\n", "not_utf8", ("UTF-8", "line 2")),
    "null bytes": Unrunnable(b"x = 1\x00\n", "not_python", ("null bytes",)),
    "empty": Unrunnable(b" \n\n", "empty", ("empty",)),
    "too big": Unrunnable(b"#" * (257 << 10), "too_big", ("256 KiB",)),
    "a zip archive": Unrunnable(b"PK\x03\x04" + b"abc", "not_python", ("zip", "solution.py")),
    "a notebook": Unrunnable(b'{"cells": []}', "not_python", ("notebook",)),
    "a syntax error": Unrunnable("def double(x):\n    return 2 *\n", "syntax_error", ("line 2", "return 2 *")),
    "bad indentation": Unrunnable("def double(x):\nreturn 2\n", "syntax_error", ("line 2",)),
    "a missing function": Unrunnable("def double(x): return x", "missing_function", ("half",)),
    "a misspelt function": Unrunnable(HALF + "def duoble(x): return x", "missing_function", ("double", "duoble")),
    "a function that is a number": Unrunnable(HALF + "double = 3", "missing_function", ("double",)),
    "an exception at import": Unrunnable("x = 1\ny = x / 0", "import_error", ("ZeroDivisionError", "line 2")),
    "a module that is not there": Unrunnable("import torch", "import_error", ("torch", "NumPy")),
    "sys.exit at import": Unrunnable("import sys; sys.exit(0)", "import_error", ("SystemExit",)),
    "os._exit at import": Unrunnable("import os; os._exit(0)", "ended", ("os._exit",)),
    "an endless loop at import": Unrunnable("while True: pass", "load_timeout", ("3 s", "__main__")),
    "endless recursion at import": Unrunnable("def f(): f()\nf()", "import_error", ("RecursionError",)),
    "a memory bomb at import": Unrunnable("x = [bytes(1 << 20) for _ in range(1 << 20)]", "ended", ("256 MiB",)),
    "deep nesting": Unrunnable("(" * 100_000, "syntax_error", ("nested",)),
}


@pytest.mark.parametrize("case", UNRUNNABLE.values(), ids=UNRUNNABLE.keys())
def test_a_file_that_cannot_be_run_scores_zero_with_the_reason(grader: Grader, case: Unrunnable) -> None:
    report = grade(grader, case.source)
    assert report.error is not None
    assert (report.error.fault, report.error.kind, report.score) == ("student", case.kind, Decimal(0))
    for word in case.words:
        assert word in report.error.message


@dataclass(frozen=True)
class Wrong:
    """A body of ``double`` that is wrong, what becomes of its tests, and what the student must be told."""

    body: str
    words: tuple[str, ...]
    outcome: Outcome = Outcome.FAILED


WRONG = {
    "too few arguments": Wrong("def double(): return 1", ("double(x) raised TypeError", "positional argument")),
    "too many arguments": Wrong("def double(x, y): return 1", ("missing 1 required positional argument",)),
    "None": Wrong("def double(x): pass", ("must be an array", "None")),
    "a list": Wrong("def double(x): return [1.0, 2.0]", ("must be an array", "a list of 2")),
    "a wrong shape": Wrong("def double(x): return np.outer(x, x)", ("expected shape (7,)", "got (7, 7)")),
    "NaN": Wrong("def double(x): return x * np.nan", ("NaN",)),
    "infinity": Wrong("def double(x): return x + np.inf", ("infinity",)),
    "float32": Wrong("def double(x): return (2 * x).astype(np.float32)", ("relative error", "float64")),
    "complex": Wrong("def double(x): return 2 * x + 0j", ("complex128", "real numbers")),
    "objects": Wrong("def double(x): return np.array([object()])", ("dtype object",)),
    "a subclass": Wrong("def double(x): return np.matrix(x)", ("matrix", "np.asarray")),
    "a generator": Wrong("def double(x): return (2 * i for i in x)", ("generator",)),
    "an endless list": Wrong("def double(x):\n    a = []\n    a.append(a)\n    return a", ("nested",)),
    "a huge array": Wrong("def double(x): return np.zeros(9 << 20)", ("too large",)),
    "a huge integer": Wrong("def double(x): return 10 ** 5000", ("64 bits",)),
    "changed arguments": Wrong("def double(x):\n    x *= 2\n    return x", ("changes its arguments",)),
    "an exception": Wrong("def double(x):\n    return x[100]", ("IndexError", "line 4, in double: return x[100]")),
    "a hostile exception": Wrong(
        "class E(Exception):\n    def __str__(self): raise self\ndef double(x): raise E", ("double(x) raised E",)
    ),
    "sys.exit": Wrong("def double(x):\n    import sys\n    sys.exit(3)", ("SystemExit",)),
    "os._exit": Wrong("def double(x):\n    import os\n    os._exit(0)", ("os._exit",)),
    "a crash": Wrong("def double(x):\n    import ctypes\n    ctypes.string_at(0)", ("segmentation fault",)),
    "endless recursion": Wrong("def double(x): return double(x)", ("RecursionError",)),
    "a memory bomb": Wrong("def double(x): return [bytes(1 << 20) for _ in range(1 << 20)]", ("256 MiB", "memory")),
    "an endless loop": Wrong("def double(x):\n    while True: pass", ("took too long", "2 s"), Outcome.TIMED_OUT),
    "sleep": Wrong("def double(x):\n    import time\n    time.sleep(99)", ("took too long",), Outcome.TIMED_OUT),
    "a fork bomb": Wrong("def double(x):\n    import os\n    while True: os.fork()", ("double(x)",)),
    "a closed connection": Wrong("def double(x):\n    import os\n    os.closerange(0, 256)", ("double(x)",)),
    "writing to every file": Wrong(
        "def double(x):\n    import os\n    for fd in range(3, 64):\n        try: os.write(fd, b'x' * 100)\n"
        "        except OSError: pass",
        ("channel",),
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_function_fails_its_own_tests_and_no_others(grader: Grader, case: Wrong) -> None:
    report = grade(grader, f"import numpy as np\n{HALF}{case.body}\n")
    assert report.error is None
    mine = [test for test in report.tests if test.criterion == "double"]
    others = [test for test in report.tests if test.criterion == "half"]
    assert [test.outcome for test in others] == [Outcome.PASSED] * 2
    assert mine[-1].outcome == case.outcome
    assert report.score == 60
    for word in case.words:
        assert word in mine[-1].message


def test_endless_printing_is_kept_up_to_a_limit_and_harms_nothing(grader: Grader) -> None:
    noisy = (
        f"{RIGHT}\ndouble_ = double\ndef double(x):\n    print('x' * 100_000_000, flush=True)\n    return double_(x)\n"
    )
    report = grade(grader, noisy)
    assert report.score == 100
    assert 64 << 10 < len(report.log) < 65 << 10
    assert "first 64 KiB" in report.log


def test_what_is_printed_is_kept_in_order(grader: Grader) -> None:
    report = grade(grader, f"print('hello')\n{RIGHT}")
    assert report.log == "hello\n"


def test_a_printed_loop_that_never_ends_is_ended_in_time(grader: Grader) -> None:
    report = grade(grader, f"{HALF}def double(x):\n    while True: print('again')\n")
    assert report.score == 60
    assert report.tests[0].outcome == Outcome.TIMED_OUT


def test_the_starter_scores_nothing(grader: Grader) -> None:
    report = grade(grader, (EXAMS / "assignments" / "tiny" / "starter.py").read_bytes())
    assert report.score == Decimal(0)
    assert report.error is None
    assert {test.outcome for test in report.tests} == {Outcome.FAILED}
    assert all("not written yet" in test.message for test in report.tests)
