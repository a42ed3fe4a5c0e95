"""The page about the interface, made from its document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, json, render_template

from grader.domain.scopes import Scope
from grader.web.api.document import document
from grader.web.api.problems import KINDS
from grader.web.security import limiter

reference = Blueprint("reference", __name__, url_prefix="/api/v1")
METHODS = ("get", "post", "patch", "put", "delete")
A_MINUTE = "60 per minute"


@dataclass(frozen=True)
class Field:
    """A field of a schema, or an argument."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Body:
    """What is sent or answered."""

    media_type: str
    schema: str
    """Its name; empty if it has none."""
    fields: Sequence[Field]


@dataclass(frozen=True)
class Operation:
    """What one can ask for."""

    id: str
    method: str
    path: str
    summary: str
    text: str
    scope: str
    arguments: Sequence[Field]
    bodies: Sequence[Body]
    answers: Mapping[str, str]
    """Names of schemas by status."""


@reference.get("/")
@limiter.limit(A_MINUTE)
def show() -> str:
    """Show all that the interface does."""
    told = document()
    sections = [(tag["name"], tag["description"], _operations(told, tag["name"])) for tag in told["tags"]]
    schemas = {name: schema for name, schema in told["components"]["schemas"].items() if "properties" in schema}
    return render_template(
        "api/reference.html",
        text=told["info"]["description"],
        sections=sections,
        schemas={name: (schema.get("description", ""), _fields(schema)) for name, schema in schemas.items()},
        scopes=list(Scope),
        problems=KINDS,
    )


@reference.get("/openapi.json")
@limiter.limit(A_MINUTE)
def openapi() -> Response:
    """Send the document, for programs that make clients of it."""
    return Response(json.dumps(document(), indent=1), mimetype="application/json")


def _operations(told: Mapping[str, Any], tag: str) -> list[Operation]:
    return [
        _operation(path, method, each[method], each.get("parameters", []))
        for path, each in told["paths"].items()
        for method in METHODS
        if method in each and tag in each[method]["tags"]
    ]


def _operation(path: str, method: str, told: Mapping[str, Any], of_path: Sequence[Mapping[str, Any]]) -> Operation:
    arguments = [each for each in (*of_path, *told.get("parameters", ())) if "name" in each]
    [needed] = told["security"]
    content = told.get("requestBody", {}).get("content", {})
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        text=told.get("description", ""),
        scope=needed["token"][0],
        arguments=[_field(each["name"], each["schema"], each, is_required=each["required"]) for each in arguments],
        bodies=[Body(kind, _name(each["schema"]), _fields(each["schema"])) for kind, each in content.items()],
        answers={str(status): _answered(each) for status, each in told["responses"].items() if str(status) < "3"},
    )


def _fields(schema: Mapping[str, Any]) -> list[Field]:
    required = schema.get("required", ())
    return [
        _field(name, each, each, is_required=name in required) for name, each in schema.get("properties", {}).items()
    ]


def _field(name: str, schema: Mapping[str, Any], told: Mapping[str, Any], *, is_required: bool) -> Field:
    return Field(name, _kind(schema), is_required, told.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    """Return the type of a schema in words."""
    if "enum" in schema:
        return " or ".join("null" if each is None else f"“{each}”" for each in schema["enum"])
    if name := _name(schema):
        return name
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    kind = schema.get("type", "anything")
    words = kind if isinstance(kind, str) else " or ".join(kind)
    if "array" in words:
        return words.replace("array", f"list of {_kind(schema['items'])}")
    return words.replace("string", "time") if schema.get("format") == "date-time" else words


def _answered(response: Mapping[str, Any]) -> str:
    contents: list[Mapping[str, Any]] = list(response.get("content", {}).values())
    return _name(contents[0].get("schema", {})) if contents else ""


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
