"""Loading trusted modules: references, and misconceptions in an audit."""

import importlib.util
import sys
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
        raise AuthorError(f"{path}: {type(error).__name__}: {error}") from error
    return module


def forget_modules(folder: Path) -> None:
    """Forget the modules imported from *folder*: the next exam in this process reads its tests afresh."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(folder):
            del sys.modules[name]
