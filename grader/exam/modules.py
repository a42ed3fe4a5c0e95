"""Loading trusted modules: references, and misconceptions in an audit."""

import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType

from grader.errors import AuthorError


def load_trusted(path: Path) -> ModuleType:
    """Return the module in the file at *path*, freshly run in this process. Never a submission.

    Raises:
        AuthorError: it cannot be imported.

    """
    spec = importlib.util.spec_from_file_location(f"trusted_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise AuthorError(f"{path}: not a Python file.")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise AuthorError(f"{path}{_line(path, error)}: {type(error).__name__}: {error}") from error
    return module


def _line(path: Path, error: Exception) -> str:
    """Return ``:line`` of where in the file it went wrong, if it went wrong there."""
    if isinstance(error, SyntaxError):
        return f":{error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f":{frames[-1].lineno}" if frames else ""


def forget_modules(folder: Path) -> None:
    """Forget the modules imported from *folder*: the next exam in this process reads its tests afresh."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(f"{folder}/"):
            del sys.modules[name]
