"""Lists, a part at a time: each goes on after the last id that was seen, so nothing is missed or told twice."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import marshmallow as ma
from marshmallow import fields, validate
from werkzeug.urls import iri_to_uri

from grader.db.queries.api import Window
from grader.services.access import LAST_ID
from grader.web.api.fields import Digits, Sent
from grader.web.paging import address_with

MOST = 100
Row = TypeVar("Row")
Part = tuple[dict[str, Any], dict[str, str]]
"""The body and the headers of an answer."""


class Asked(Sent):
    """Which part of a list."""

    after = Digits(
        load_default=0,
        validate=validate.Range(0, LAST_ID),
        metadata={"description": "Go on after this id; `next` of an answer has it.", "example": 0},
    )
    limit = Digits(
        load_default=50,
        validate=validate.Range(1, MOST),
        metadata={"description": "So many at most.", "example": 50},
    )


def list_of(schema: type[ma.Schema]) -> type[ma.Schema]:
    """Return the schema of a part of a list."""
    body: Any = {
        "items": fields.List(fields.Nested(schema), required=True),
        "next": fields.String(
            required=True,
            allow_none=True,
            metadata={"description": "Address of the next part, as in the header `Link`; null: this is the last."},
        ),
    }
    return type(f"{schema.__name__}List", (Sent,), body)


def window_of(asked: dict[str, Any]) -> Window:
    """Return the part that is asked for."""
    return Window(asked["after"], asked["limit"])


def part(found: Sequence[Row], window: Window, told: Callable[[Row], dict[str, Any]], id_name: str = "id") -> Part:
    """Return what was found in *window*, as *told* says each, and where the list goes on."""
    items = [told(each) for each in found[: window.limit]]
    if len(found) <= window.limit:
        return {"items": items, "next": None}, {}
    further = iri_to_uri(address_with(after=items[-1][id_name]))
    return {"items": items, "next": further}, {"Link": f'<{further}>; rel="next"'}
