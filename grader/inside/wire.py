"""Plain values and arrays <-> bytes; never a pickle.

A frame is two big-endian uint32, the lengths of header and payload, and then both. The header is JSON; the payload is
the raw little-endian bytes of the arrays in the order of the header. Containers and arrays are tagged in the header:
``["l", items]``, ``["t", items]``, ``["d", {key: value}]``, ``["a", dtype, shape]``. Nothing else exists, and both
sides refuse what they do not know, naming what it was and where.
"""

import json
import socket
import struct
import time
from collections.abc import Iterable
from math import prod
from typing import Any, NoReturn

import numpy as np

MAX_HEADER_BYTES = 4 << 20
MAX_PAYLOAD_BYTES = 64 << 20
MAX_DEPTH = 32
MAX_DIMENSIONS = 16
INT_BOUND = 1 << 64
DTYPES = {
    name: np.dtype("<" + name) for name in ("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
}

_AS_THEY_ARE = {type(None), bool, float, str}
_LENGTHS = struct.Struct(">II")


class WireError(ValueError):
    """A value or a message that the wire does not carry; ``where`` leads to it from the outermost value."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = ""

    def __str__(self) -> str:
        return f"at {self.where}: {self.what}" if self.where else self.what


class Closed(EOFError):
    """The other side has gone."""


def send(channel: socket.socket, value: object, deadline: float | None = None) -> None:
    """Send *value* by *deadline* (of ``time.monotonic``).

    Raises:
        WireError: the wire does not carry it; nothing was sent.
        TimeoutError: the other side did not take it in time.
        Closed: the other side has gone.

    """
    frame = encode(value)
    channel.settimeout(_remaining(deadline))
    try:
        channel.sendall(frame)
    except (BrokenPipeError, ConnectionResetError):
        raise Closed from None


def receive(channel: socket.socket, deadline: float | None = None) -> Any:
    """Return the next value from *channel*.

    Raises:
        WireError: what came is no message.
        TimeoutError: nothing whole came by *deadline* (of ``time.monotonic``).
        Closed: the other side has gone.

    """
    header_bytes, payload_bytes = _LENGTHS.unpack(_read(channel, _LENGTHS.size, deadline))
    if header_bytes > MAX_HEADER_BYTES or payload_bytes > MAX_PAYLOAD_BYTES:
        raise WireError(f"a message of {(header_bytes + payload_bytes) / 2**20:.0f} MiB is too large")
    header = _read(channel, header_bytes, deadline)
    return decode(bytes(header), _read(channel, payload_bytes, deadline))


def encode(value: object) -> bytes:
    """Return the frame that carries *value*.

    Raises:
        WireError: it is, or contains, something that the wire does not carry.

    """
    arrays: list[bytes] = []
    try:
        header = json.dumps(_pack(value, arrays, 0), separators=(",", ":")).encode()
    except RecursionError:
        raise WireError("it contains itself, or is nested too deeply") from None
    payload_bytes = sum(map(len, arrays))
    if len(header) > MAX_HEADER_BYTES:
        raise WireError("it is too large: return arrays in place of long lists")
    if payload_bytes > MAX_PAYLOAD_BYTES:
        raise WireError(f"its arrays are too large, {payload_bytes >> 20} MiB of at most {MAX_PAYLOAD_BYTES >> 20}")
    return b"".join((_LENGTHS.pack(len(header), payload_bytes), header, *arrays))


def decode(header: bytes, payload: bytes | bytearray) -> Any:
    """Return the value of a frame; arrays are fresh, writable base arrays.

    Raises:
        WireError: the bytes are no such value.

    """
    try:
        tree = _DECODER.decode(header.decode())
    except (ValueError, RecursionError):
        raise WireError("a message that is not well formed") from None
    unpacking = _Unpacking(payload)
    value = unpacking.value(tree, 0)
    if unpacking.offset != len(payload):
        raise WireError("a message with bytes left over")
    return value


def _pack(value: object, arrays: list[bytes], depth: int) -> object:
    """Return what stands for *value* in the header; appends the bytes of its arrays to *arrays*."""
    if depth > MAX_DEPTH:
        raise WireError(f"it is nested more than {MAX_DEPTH} deep")
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, (np.ndarray, np.generic)) and not isinstance(value, str):
        return _pack_array(value, arrays)
    if isinstance(value, dict):
        keys = [_key(key) for key in value]
        return ["d", dict(zip(keys, _pack_items(value.items(), arrays, depth), strict=True))]
    if isinstance(value, (list, tuple)):
        return ["l" if isinstance(value, list) else "t", _pack_items(enumerate(value), arrays, depth)]
    if isinstance(value, int):
        return _bounded(int(value))
    if isinstance(value, float):
        return float(value)
    return str(value) if isinstance(value, str) else _refuse(value)


def _pack_items(items: Iterable[tuple[object, object]], arrays: list[bytes], depth: int) -> list[object]:
    packed = []
    for key, item in items:
        try:
            packed.append(_pack(item, arrays, depth + 1))
        except WireError as error:
            error.where = f"[{key!r}]{error.where}"
            raise
    return packed


def _pack_array(value: Any, arrays: list[bytes]) -> list[object]:
    if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
        raise WireError(f"a {_name(value)} is not a plain array: return np.asarray(...) of it")
    code = f"{value.dtype.kind}{value.dtype.itemsize}"
    if code not in DTYPES:
        raise WireError(f"an array of dtype {value.dtype}, where real numbers belong (float64, integers, bool)")
    if value.nbytes > MAX_PAYLOAD_BYTES:
        raise WireError(f"an array of {value.nbytes >> 20} MiB is too large, at most {MAX_PAYLOAD_BYTES >> 20} MiB")
    arrays.append(value.astype(DTYPES[code], copy=False).tobytes())
    return ["a", code, list(value.shape)]


class _Unpacking:
    """Takes the arrays of one payload in order."""

    def __init__(self, payload: bytes | bytearray) -> None:
        self.payload = payload
        self.offset = 0

    def value(self, tree: object, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise WireError("a message that is nested too deeply")
        if isinstance(tree, str):
            return _text(tree)
        if not isinstance(tree, (list, dict)):
            return tree
        tag, *body = tree if isinstance(tree, list) and tree else [None]
        match tag, len(body):
            case "a", 2 if isinstance(body[0], str) and isinstance(body[1], list):
                return self.array(*body)
            case "d", 1 if isinstance(body[0], dict):
                return {_text(key): self.value(item, depth + 1) for key, item in body[0].items()}
            case "l", 1 if isinstance(body[0], list):
                return [self.value(item, depth + 1) for item in body[0]]
            case "t", 1 if isinstance(body[0], list):
                return tuple([self.value(item, depth + 1) for item in body[0]])
        raise WireError("a message with an unknown part")

    def array(self, code: str, shape: list[Any]) -> Any:
        known = code in DTYPES and len(shape) <= MAX_DIMENSIONS and all(type(n) is int and n >= 0 for n in shape)
        if not known:
            raise WireError("a message with an unknown kind of array")
        count = prod(shape)
        end = self.offset + count * DTYPES[code].itemsize
        if end > len(self.payload) or max(shape, default=0) > MAX_PAYLOAD_BYTES:
            raise WireError("a message that is shorter than its arrays")
        array = np.frombuffer(self.payload, DTYPES[code], count, self.offset).reshape(shape).copy()
        self.offset = end
        if code == "b1":
            np.not_equal(array.view(np.uint8), 0, out=array)  # a third truth value would be one too many
        return array


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise WireError(f"a dict with the key {key!r:.40}, where keys are strings")
    return key


def _text(text: str) -> str:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise WireError("a text that is not Unicode")
    return text


def _bounded(number: int) -> int:
    if abs(number) >= INT_BOUND:
        raise WireError("an integer of more than 64 bits")
    return number


def _bounded_literal(literal: str) -> int:
    return _bounded(int(literal)) if len(literal) <= 21 else _bounded(INT_BOUND)


_DECODER = json.JSONDecoder(parse_int=_bounded_literal)


def _refuse(value: object) -> NoReturn:
    hint = ", where a real number belongs" if isinstance(value, complex) else ""
    raise WireError(f"a value of type {_name(value)}{hint}")


def _name(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _remaining(deadline: float | None) -> float | None:
    """Return the seconds until *deadline*, never 0: a socket would take that for 'do not block'."""
    return None if deadline is None else max(deadline - time.monotonic(), 1e-3)


def _read(channel: socket.socket, size: int, deadline: float | None) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    while view:
        if deadline is not None and time.monotonic() >= deadline:
            raise TimeoutError
        channel.settimeout(_remaining(deadline))
        try:
            count = channel.recv_into(view)
        except ConnectionResetError:
            count = 0
        if count == 0:
            raise Closed
        view = view[count:]
    return data
