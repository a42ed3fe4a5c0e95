"""Fields that take what the document of the interface says, and nothing else."""

import re
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from grader.services.access import LAST_ID

DIGITS = re.compile(r"[0-9]{1,10}", re.ASCII)
MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
NO_MOMENT = "Enter a time with its zone, such as 2026-11-22T15:30:00Z."


class Sent(ma.Schema):
    """What is sent or answered: exactly these fields."""

    class Meta:
        """No other."""

        unknown = ma.RAISE


class WholeNumber(fields.Integer):
    """A whole number in JSON, where 1.0 is one: no text, no truth value."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        if isinstance(value, bool) or not is_whole:
            raise ma.ValidationError("Enter a whole number.")
        return int(value)


class Digits(fields.Integer):
    """A whole number in an address: ASCII digits alone."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        if not isinstance(value, str) or not DIGITS.fullmatch(value):
            raise ma.ValidationError("Enter a whole number.")
        return int(value)


class Moment(fields.AwareDateTime):
    """A time with its zone, as RFC 3339 writes it."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        if not isinstance(value, str) or not MOMENT.fullmatch(value):
            raise ma.ValidationError(NO_MOMENT)
        return _moment(value.upper())


class Text(fields.String):
    """A text that can be written as UTF-8."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        text: str = super()._deserialize(value, *args, **options)
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ma.ValidationError("This is not a text: it has half of a character.") from None
        return text


class Points(fields.Float):
    """Points of 100, to the cent."""


def an_id(description: str, **options: Any) -> WholeNumber:
    """Return a field for an id in JSON."""
    return WholeNumber(
        required=True, validate=validate.Range(1, LAST_ID), metadata={"description": description, **options}
    )


def _moment(text: str) -> datetime:
    """Return the time that *text* names, at the edge of what can be counted if it is beyond."""
    is_leap = text[17:19] == "60"  # a leap second: Python has none
    try:
        at = datetime.fromisoformat(f"{text[:17]}59{text[19:]}" if is_leap else text)
    except ValueError:
        if text.startswith("0000"):  # RFC 3339 has a year before the first
            return FIRST
        raise ma.ValidationError(NO_MOMENT) from None
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return FIRST if at.year == 1 else LAST
