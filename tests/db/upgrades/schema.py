"""What Alembic does not compare: the constraints and indexes of a database."""

from typing import Any

from sqlalchemy import Engine, inspect

KINDS = "check_constraints", "unique_constraints", "foreign_keys", "pk_constraint", "indexes"


def constraints(engine: Engine) -> dict[str, Any]:
    """Return the constraints and indexes of every table, in words."""
    found = inspect(engine)
    tables = [name for name in found.get_table_names() if name != "alembic_version"]
    return {name: [sorted(map(_words, getattr(found, f"get_{kind}")(name))) for kind in KINDS] for name in tables}


def _words(constraint: Any) -> str:
    options = constraint.get("dialect_options", {}) if isinstance(constraint, dict) else {}
    plain = {name: str(value) for name, value in options.items()}
    return f"{constraint | {'dialect_options': plain}}" if options else f"{constraint}"
