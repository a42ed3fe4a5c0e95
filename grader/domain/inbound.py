"""What another system says of one submission: the one form that every adapter makes of it, with its limits."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from marshmallow.validate import Equal, Length, Range

from grader.errors import Refused, ServiceError

TYPE = "submission.created"
MOST_ASSETS = 100
ID_CHARS = 255
LAST_ID = 2**31 - 1
URL_CHARS = 2000
SUFFIXES = (".py", ".ipynb")
OWN_PEOPLE = "inbound-source:"
"""Followed by the id of a source, the issuer of identities that it alone speaks of."""


class WrongField(Refused):
    """A field of what was sent is not as it must be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        """The way to it: ``data.assets.0.url``."""


@dataclass(frozen=True)
class Asset:
    """A file that was handed in elsewhere."""

    url: str
    filename: str = ""
    """Without folders; empty for what is no file."""
    size: int | None = None
    sha256_checksum: str = ""
    """In Base64."""

    def check(self, content: bytes) -> None:
        """Compare what was fetched with what was announced.

        Raises:
            ServiceError: it is not the same.

        """
        if self.size is not None and len(content) != self.size:
            raise ServiceError(f"The file has {len(content)} bytes, but {self.size} were announced.")
        if self.sha256_checksum:
            announced = base64.b64decode(self.sha256_checksum)
            if not hmac.compare_digest(hashlib.sha256(content).digest(), announced):
                raise ServiceError("The file is not the one that was announced: its checksum differs.")


@dataclass(frozen=True)
class Announcement:
    """One submission of one person, with ids of the system that it comes from."""

    platform: str
    submission_id: str
    user_id: str
    assets: tuple[Asset, ...]
    deployment_id: str = ""
    context_id: str = ""
    activity_id: str = ""
    resource_link_id: str = ""
    line_item: str = ""
    """Our own id of the line item, when the sender knows it."""

    @property
    def key(self) -> str:
        """Return what is the same whenever this submission is announced."""
        return hashlib.sha256(f"{self.platform}\0{self.submission_id}".encode()).hexdigest()

    @property
    def file(self) -> Asset:
        """Return the one file that can be a solution.

        Raises:
            Refused: there is none, or several.

        """
        found = [asset for asset in self.assets if asset.filename.lower().endswith(SUFFIXES)]
        if not found:
            raise Refused("No file was handed in whose name ends with .py or .ipynb.")
        if len(found) > 1:
            raise Refused(f"{len(found)} files were handed in. Hand in one: all your code belongs into it.")
        return found[0]

    def to_json(self) -> dict[str, Any]:
        """Return plain data that json can write."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what :meth:`to_json` made."""
        return cls(**{**data, "assets": tuple(Asset(**asset) for asset in data["assets"])})


def of_webhook(body: Any) -> Announcement:
    """Return what the body of a webhook says; what it says besides is let go.

    Raises:
        WrongField: it cannot be read.

    """
    try:
        sent = _Message().load(body)
    except ValidationError as error:
        raise WrongField(*_first(error.messages)) from None
    data = sent["data"]
    return Announcement(
        platform=data["platform"],
        submission_id=data["submission"]["id"],
        user_id=data["for_user"]["user_id"],
        assets=tuple(Asset(**{**asset, "filename": last_part(asset["filename"])}) for asset in data["assets"]),
        deployment_id=data["deployment_id"],
        context_id=data["context"]["id"],
        activity_id=data["activity"]["id"],
        resource_link_id=data["resource_link"]["id"],
        line_item=str(data["custom"]["line_item"]),
    )


def last_part(file_name: str) -> str:
    """Return a file's name without folders."""
    return file_name.replace("\\", "/").rpartition("/")[2]


def checked_id(name: str, value: str) -> str:
    """Return an id that has come in a field called *name*.

    Raises:
        WrongField: it is empty, too long, or has characters that cannot be shown.

    """
    if not (0 < len(value) <= ID_CHARS and value.isprintable()):
        raise WrongField(name, f"It must have 1 to {ID_CHARS} printable characters.")
    return value


def _printable(value: str) -> None:
    if not value.isprintable():
        raise ValidationError("It has characters that cannot be shown.")


def _sha256(value: str) -> None:
    try:
        is_one = len(base64.b64decode(value, validate=True)) == hashlib.sha256().digest_size
    except ValueError:
        is_one = False
    if value and not is_one:
        raise ValidationError("It is no SHA-256 in Base64.")


def _text(longest: int = ID_CHARS, **options: Any) -> fields.String:
    shortest = 1 if options.get("required") else 0
    return fields.String(validate=[Length(shortest, longest), _printable], **options)


class _Part(Schema):
    class Meta:
        unknown = EXCLUDE


class _Place(_Part):
    id = _text(load_default="")


class _Submission(_Part):
    id = _text(required=True)


class _Person(_Part):
    user_id = _text(required=True)


class _Custom(_Part):
    line_item = fields.Integer(strict=False, load_default="", validate=Range(1, LAST_ID))


class _Asset(_Part):
    url = _text(URL_CHARS, required=True)
    filename = _text(load_default="")
    size = fields.Integer(strict=True, load_default=None, validate=Range(min=0))
    sha256_checksum = fields.String(load_default="", validate=[Length(max=64), _sha256])


def _place() -> fields.Nested:
    return fields.Nested(_Place, load_default=lambda: {"id": ""})


class _Data(_Part):
    platform = _text(required=True)
    deployment_id = _text(load_default="")
    context = _place()
    activity = _place()
    resource_link = _place()
    submission = fields.Nested(_Submission, required=True)
    for_user = fields.Nested(_Person, required=True)
    assets = fields.List(fields.Nested(_Asset), required=True, validate=Length(1, MOST_ASSETS))
    custom = fields.Nested(_Custom, load_default=lambda: {"line_item": ""})


class _Message(_Part):
    type = fields.String(required=True, validate=Equal(TYPE))
    data = fields.Nested(_Data, required=True)


def _first(messages: Any, way: Iterable[str] = ()) -> tuple[str, str]:
    """Return the way to the first field that is wrong, and what is."""
    if isinstance(messages, Mapping):
        name, inner = next(iter(messages.items()))
        return _first(inner, way if name == "_schema" else [*way, str(name)])
    return ".".join(way) or "body", str(messages[0])
