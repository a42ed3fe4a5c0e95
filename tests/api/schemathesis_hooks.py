"""What schemathesis must know of programs: loaded by its own process, never by the tests."""

import re
import secrets
from typing import Any

import schemathesis  # type: ignore[import-not-found]  # it is in an environment of its own

KEY = "Idempotency-Key"


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Use a new key for each deed, as the document tells programs to; a key that is none stays as it is."""
    key = case.headers.get(KEY) if case.headers else None
    if isinstance(key, str) and re.fullmatch(r"[\x21-\x7e]{1,255}", key):
        kwargs["headers"] = {**(kwargs.get("headers") or {}), KEY: secrets.token_hex(16)}
