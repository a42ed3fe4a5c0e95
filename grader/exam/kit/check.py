"""Runs the sample tests in samples.py on your solution.py: type `python check.py`.

It needs Python and NumPy, nothing else. A test that never ends is stopped by Ctrl-C, and the next one is run.
"""

import ast
import importlib
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SOLUTION, SAMPLES = FOLDER / "solution.py", FOLDER / "samples.py"
SHOWN_LINES = 6


def main() -> int | str:
    """Return 0 if every sample test passes, 1 if not, and what to do if none can be run."""
    if problem := what_is_missing() or what_stops_the_import() or functions_missing():
        return problem
    tests = [one for name, one in vars(importlib.import_module("samples")).items() if name.startswith("test_")]
    passed = sum([passes(test) for test in tests])
    print(f"\n{passed} of {len(tests)} sample tests passed.")
    if not passed == len(tests) > 0:
        return 1
    print("The hidden tests ask for more, with other numbers and sizes.")
    return 0


def what_is_missing() -> str:
    """Return what to do if a file is not there, or NumPy is not."""
    for file in (SOLUTION, SAMPLES):
        if not file.is_file():
            return f"There is no file {file.name} in {FOLDER}. Put it there, beside check.py."
    try:
        importlib.import_module("numpy")
    except ImportError:
        return f"This Python has no NumPy. Install it: {sys.executable} -m pip install numpy"
    return ""


def what_stops_the_import() -> str:
    """Import solution.py; return what went wrong if it cannot be."""
    try:
        importlib.import_module("solution")
    except SyntaxError as error:
        return f"Python cannot read solution.py.\n{''.join(traceback.format_exception_only(error)).rstrip()}"
    except SystemExit as error:
        return f"solution.py ends the program as soon as it is imported.\n{message_of(error)}\n{lines_of(error)}"
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - it may raise anything
        return f"solution.py cannot be imported.\n{message_of(error)}\n{lines_of(error)}"
    return ""


def functions_missing() -> str:
    """Return which functions solution.py lacks, of all that samples.py calls."""
    nodes = ast.walk(ast.parse(SAMPLES.read_text("utf-8")))
    called = {node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "solution"}
    missing = sorted(name for name in called if not callable(getattr(sys.modules["solution"], name, None)))
    if not missing:
        return ""
    return f"solution.py has no function {', '.join(missing)}. Every function of the starter has to be there."


def passes(test: Callable[[], object]) -> bool:
    """Run a test and print what came of it; return whether it passed."""
    sentence = " ".join((test.__doc__ or test.__name__).split())
    try:
        test()
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # noqa: BLE001 - a solution may raise anything
        print(f"failed  {sentence}")
        for line in f"{message_of(error)}\n{lines_of(error)}".splitlines():
            if line.strip():
                print(f"        {line}")
        return False
    print(f"passed  {sentence}")
    return True


def message_of(error: BaseException) -> str:
    """Return what an exception says."""
    if isinstance(error, KeyboardInterrupt):
        return "Stopped by you."
    if isinstance(error, SystemExit):
        return "Nothing can go on after exit(), quit() or sys.exit(): take that call out."
    said = str(error).strip()
    return said if said and isinstance(error, AssertionError) else f"{type(error).__name__}: {said}".removesuffix(": ")


def lines_of(error: BaseException) -> str:
    """Return the lines of samples.py and solution.py that led to an exception; the last ones if there are many."""
    ours = {str(SOLUTION), str(SAMPLES)}
    steps = [step for step in traceback.extract_tb(error.__traceback__) if step.filename in ours]
    return "\n".join(f"{Path(step.filename).name}, line {step.lineno}: {step.line}" for step in steps[-SHOWN_LINES:])


if __name__ == "__main__":
    sys.exit(main())
