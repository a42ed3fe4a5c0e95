"""Plain values and arrays <-> bytes; never a pickle.

A frame is two big-endian uint32, the lengths of header and payload, and then both. The header is JSON, filled up with
spaces to a multiple of 8 bytes; the payload is the raw little-endian bytes of the arrays in the order of the header,
each filled up in the same way. A dict is an object; lists, tuples and arrays are tagged: ``["l", items…]``,
``["t", items…]``, ``[dtype, sizes…]``. Nothing else exists, and both sides refuse what they do not know, naming what it
was and where.
"""

import json
import struct
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

_AS_THEY_ARE = {type(None), bool, float}
_CODES = {dtype: code for code, dtype in DTYPES.items()}
_ALIGNMENT = 8
SMALL_BYTES = 64 << 10
"""Up to here one copy and one system call are cheaper than a call for each array."""

LENGTHS = struct.Struct(">II")
_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)
_DECODER = json.JSONDecoder()


class WireError(ValueError):
    """A value or a message that the wire does not carry; ``where`` leads to it from the outermost value."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.where = ""

    def __str__(self) -> str:
        return f"at {self.where}: {self.what}" if self.where else self.what


def carried(value: object) -> Any:
    """Return *value* as it arrives at the other end of a wire.

    Raises:
        WireError: the wire does not carry it.

    """
    frame = memoryview(bytearray().join(encode(value)))
    header_bytes, _ = LENGTHS.unpack_from(frame)
    return decode(frame[LENGTHS.size :], header_bytes)


def encode(value: object) -> list[bytes | memoryview]:
    """Return the frame that carries *value*, in parts that are to be sent one after the other.

    Raises:
        WireError: it is, or contains, something that the wire does not carry.

    """
    arrays: list[memoryview] = []
    header = _ENCODER.encode(_pack(value, arrays, 0)).encode()
    header += b" " * (-len(header) % _ALIGNMENT)
    payload_bytes = sum([array.nbytes for array in arrays])
    if len(header) > MAX_HEADER_BYTES:
        raise WireError("it is too large: return arrays in place of long lists")
    if payload_bytes > MAX_PAYLOAD_BYTES:
        raise WireError(f"its arrays are too large, {payload_bytes >> 20} MiB of at most {MAX_PAYLOAD_BYTES >> 20}")
    parts: list[bytes | memoryview] = [LENGTHS.pack(len(header), payload_bytes) + header, *arrays]
    return [b"".join(parts)] if payload_bytes <= SMALL_BYTES else parts


def decode(message: memoryview, header_bytes: int) -> Any:
    """Return the value of a frame without its lengths; arrays are writable and share the memory of *message*.

    Raises:
        WireError: the bytes are no such value.

    """
    try:
        text = str(message[:header_bytes], "utf-8")
        tree, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        raise WireError("a message that is not well formed") from None
    if text[end:].strip(" "):
        raise WireError("a message with more than one value")
    unpacking = _Unpacking(message, header_bytes)
    value = unpacking.value(tree, 0)
    if unpacking.offset != len(message):
        raise WireError("a message with bytes left over")
    return value


def _pack(value: object, arrays: list[memoryview], depth: int) -> object:
    """Return what stands for *value* in the header; appends its arrays to *arrays*."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is np.ndarray:
        return _pack_array(value, arrays)
    if kind is int:
        return _bounded(value)
    if kind is str:
        return _text(value)
    if isinstance(value, dict | list | tuple):
        if depth > MAX_DEPTH:
            raise WireError(f"it contains itself, or is nested more than {MAX_DEPTH} deep")
        pack = _pack_dict if isinstance(value, dict) else _pack_items
        return pack(value, arrays, depth + 1)
    return _pack_scalar(value, arrays)


def _pack_dict(value: Any, arrays: list[memoryview], depth: int) -> dict[str, object]:
    packed = {}
    key = None
    try:
        for key, item in value.items():
            packed[_key(key)] = item if type(item) in _AS_THEY_ARE else _pack(item, arrays, depth)
    except WireError as error:
        error.where = f"[{key!r}]{error.where}"
        raise
    return packed


def _pack_items(value: Any, arrays: list[memoryview], depth: int) -> list[object]:
    packed: list[object] = ["l" if isinstance(value, list) else "t"]
    try:
        for item in value:
            packed.append(  # noqa: PERF401 - its length tells where an error was
                item if type(item) in _AS_THEY_ARE else _pack(item, arrays, depth)
            )
    except WireError as error:
        error.where = f"[{len(packed) - 1}]{error.where}"
        raise
    return packed


def _pack_scalar(value: object, arrays: list[memoryview]) -> object:
    """Return what stands for a value of a subclass, of Python's or NumPy's."""
    if isinstance(value, np.generic) and not isinstance(value, str):
        return _pack_array(np.asarray(value), arrays)
    if isinstance(value, int):
        return _bounded(int(value))
    if isinstance(value, float):
        return float(value)
    if isinstance(value, str):
        return _text(str(value))
    return _refuse(value)


def _pack_array(value: Any, arrays: list[memoryview]) -> list[object]:
    code, shape, size = _CODES.get(value.dtype), value.shape, value.nbytes
    if size > MAX_PAYLOAD_BYTES:
        raise WireError(f"an array of {size >> 20} MiB is too large, at most {MAX_PAYLOAD_BYTES >> 20} MiB")
    if code is None or not value.flags.c_contiguous:
        code = _code_of(value.dtype)
        value = np.ascontiguousarray(value, DTYPES[code])
    arrays.append(value.data)
    if size % _ALIGNMENT:
        arrays.append(memoryview(bytes(-size % _ALIGNMENT)))
    return [code, *shape]


def _code_of(dtype: Any) -> str:
    code = f"{dtype.kind}{dtype.itemsize}"
    if code not in DTYPES or dtype.subdtype:
        raise WireError(f"an array of dtype {dtype}, where real numbers belong (float64, integers, bool)")
    return code


class _Unpacking:
    """Takes the arrays of one message in order."""

    def __init__(self, message: memoryview, offset: int) -> None:
        self.message = message
        self.offset = offset

    def value(self, tree: Any, depth: int) -> Any:
        kind = type(tree)
        if kind is list:
            return self.tagged(tree, depth)
        if kind is dict:
            _check_depth(depth)
            return {_text(key): self.value(item, depth + 1) for key, item in tree.items()}
        if kind is str:
            return _text(tree)
        return _bounded(tree) if kind is int else tree

    def tagged(self, tree: list[Any], depth: int) -> Any:
        tag = tree[0] if tree and type(tree[0]) is str else ""
        if tag in DTYPES:
            return self.array(DTYPES[tag], tree[1:])
        if tag not in {"l", "t"}:
            raise WireError("a message with an unknown part")
        _check_depth(depth)
        items = [item if type(item) in _AS_THEY_ARE else self.value(item, depth + 1) for item in tree[1:]]
        return items if tag == "l" else tuple(items)

    def array(self, dtype: Any, sizes: list[Any]) -> Any:
        for size in sizes:
            if type(size) is not int or not 0 <= size <= MAX_PAYLOAD_BYTES:
                raise WireError("a message with an unknown kind of array")
        if len(sizes) > MAX_DIMENSIONS:
            raise WireError("a message with an array of too many dimensions")
        try:
            array = np.ndarray(sizes, dtype, self.message, self.offset)
        except (TypeError, ValueError):
            raise WireError("a message that is shorter than its arrays") from None
        size_bytes = array.nbytes
        self.offset += size_bytes + -size_bytes % _ALIGNMENT
        if dtype.kind == "b":
            np.not_equal(array.view(np.uint8), 0, out=array)  # a third truth value would be one too many
        return array


def _check_depth(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise WireError("a message that is nested too deeply")


def _key(key: object) -> Any:
    if not isinstance(key, str):
        raise WireError(f"a dict with the key {key!r:.40}, where keys are strings")
    return _text(key)


def _text(text: Any) -> Any:
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise WireError("a text that is not Unicode")
    return text


def _bounded(number: Any) -> Any:
    if abs(number) >= INT_BOUND:
        raise WireError("an integer of more than 64 bits")
    return number


def _refuse(value: object) -> NoReturn:
    if isinstance(value, np.ndarray):
        raise WireError(f"a {_name(value)} is not a plain array: return np.asarray(...) of it")
    hint = ", where a real number belongs" if isinstance(value, complex) else ""
    raise WireError(f"a value of type {_name(value)}{hint}")


def _name(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
