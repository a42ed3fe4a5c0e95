"""What schemathesis must know of programs: loaded by its own process, never by the tests."""

import re
import secrets
from typing import Any

import schemathesis  # type: ignore[import-not-found]  # it is in an environment of its own

KEY = "Idempotency-Key"
KEY_PATTERN = re.compile(r"[\x21-\x7e]{1,255}")


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: Any, case: Any, _options: Any) -> None:
    """Use a new key for each deed, as the document tells programs to; what is sent wrongly on purpose stays wrong."""
    key = case.headers.get(KEY) if case.headers else None
    if isinstance(key, str) and KEY_PATTERN.fullmatch(key) and not case.meta.generation.mode.is_negative:
        case.headers[KEY] = secrets.token_hex(16)
