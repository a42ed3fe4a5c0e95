"""The wire carries plain data and real arrays exactly, and refuses everything else by name and place."""

import json
import socket
import struct
import time
from collections import OrderedDict, UserDict, namedtuple
from typing import Any

import numpy as np
import pytest

from grader.inside import values, wire


def carried(value: object) -> Any:
    """Send *value* through a real socket and return what arrives."""
    here, there = socket.socketpair()
    with here, there:
        wire.Channel(here).send(value, time.monotonic() + 5)
        return wire.Channel(there).receive(time.monotonic() + 5)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**63),
        2**64 - 1,
        0.1,
        -0.0,
        float("inf"),
        "",
        "σ′ 🙂 \n",
        [],
        (),
        {},
        [1, (2.5, [None, {"a": ("b",)}])],
        {"l": ["l"], "a": ["f8", 3], "t": ("t",)},
    ],
)
def test_plain_data_arrives_as_it_was(value: object) -> None:
    got = carried(value)
    assert got == value
    assert type(got) is type(value)
    assert repr(got) == repr(value)


def test_nan_arrives_as_nan() -> None:
    assert np.isnan(carried(float("nan")))


@pytest.mark.parametrize(
    "dtype", ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", ">f8", ">i2"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (4, 0, 2), (1, 1, 1, 5)])
def test_arrays_arrive_to_the_bit_as_fresh_base_arrays(dtype: str, shape: tuple[int, ...]) -> None:
    sent = np.random.default_rng(0).normal(size=shape, scale=9).astype(dtype)
    got = carried({"x": [sent]})["x"][0]
    assert type(got) is np.ndarray
    assert got.shape == shape
    assert got.dtype == sent.dtype.newbyteorder("=")
    assert got.astype(sent.dtype).tobytes() == sent.tobytes()
    assert got.flags.writeable


@pytest.mark.parametrize(
    "view",
    [lambda a: a.T, lambda a: a[::2], lambda a: a[:, ::-1], lambda a: np.broadcast_to(a[0], (4, 5)), np.asfortranarray],
)
def test_arrays_of_any_strides_arrive_by_value(view: Any) -> None:
    sent = view(np.arange(20.0).reshape(4, 5))
    assert np.array_equal(carried(sent), sent)


def test_read_only_arrays_are_carried() -> None:
    sent = np.arange(3.0)
    sent.flags.writeable = False
    assert np.array_equal(carried(sent), sent)


@pytest.mark.parametrize("scalar", [np.float64(0.1), np.float32(0.1), np.int8(-3), np.bool_(1), np.uint64(2**64 - 1)])
def test_numpy_scalars_arrive_as_arrays_without_dimensions(scalar: Any) -> None:
    got = carried(scalar)
    assert (type(got), got.shape, got.dtype) == (np.ndarray, (), scalar.dtype)
    assert got == scalar


def test_subclasses_of_containers_arrive_as_the_plain_ones() -> None:
    pair = namedtuple("pair", "a b")
    assert carried(OrderedDict(a=1)) == {"a": 1}
    assert carried(pair(1, 2)) == (1, 2)


class Sneaky(np.ndarray[Any, Any]):
    """A subclass that could compare as it likes."""


REFUSED: dict[str, tuple[object, str]] = {
    "object array": ({"W1": np.array([None])}, r"\['W1'\].*object"),
    "complex array": ([np.zeros(2), np.zeros(2, complex)], r"\[1\].*complex128"),
    "structured array": (np.zeros(2, "i4,f8"), "dtype"),
    "text array": (np.array(["a"]), "dtype"),
    "time array": (np.array(["2020-01-01"], "M8[D]"), "dtype"),
    "long double": (np.zeros(1, np.longdouble), "dtype"),
    "subclass": (np.zeros(2).view(Sneaky), "Sneaky"),
    "masked array": (np.ma.array([1.0], mask=[True]), "MaskedArray"),
    "complex number": (1j, "complex.*real number"),
    "big integer": ((1, 2**64), r"\[1\].*64 bits"),
    "bytes": (b"x", "bytes"),
    "set": ({1}, "set"),
    "function": (len, "builtin_function"),
    "generator": ((i for i in range(1)), "generator"),
    "not a dict": (UserDict(a=1), "UserDict"),
    "number as key": ({"a": {1: 2}}, r"\['a'\].*key 1"),
}


@pytest.mark.parametrize(("value", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused_with_its_name_and_place(value: object, words: str) -> None:
    with pytest.raises(wire.WireError, match=words):
        values.encode(value)


def test_deep_nesting_and_cycles_are_refused() -> None:
    deep: list[Any] = []
    for _ in range(40):
        deep = [deep]
    endless: dict[str, Any] = {}
    endless["again"] = endless
    for value in (deep, endless):
        with pytest.raises(wire.WireError, match="nested"):
            values.encode(value)


def test_oversize_values_are_refused_before_they_are_sent() -> None:
    for value in (np.zeros(9 << 20), [np.zeros(5 << 20), np.zeros(5 << 20)], ["x" * 1000] * 5000):
        with pytest.raises(wire.WireError, match="too large"):
            values.encode(value)


def frame(tree: object, payload: bytes = b"") -> tuple[bytes, bytes]:
    """Return a forged header and payload."""
    return json.dumps(tree).encode(), payload


def decoded(header: bytes, payload: bytes) -> Any:
    """Return what a forged message is taken for."""
    return values.decode(memoryview(bytearray(header + payload)), len(header))


FORGED: dict[str, tuple[bytes, bytes]] = {
    "not JSON": (b"{", b""),
    "not text": (b"\xff", b""),
    "unknown tag": frame(["x", []]),
    "empty tag": frame([]),
    "bare list": frame([1, 2, 3]),
    "tag of another kind": frame([["l"], 1]),
    "object dtype": frame(["O8", 1], b"12345678"),
    "dtype of numpy's own": frame(["f8,f8", 1], b"1234567812345678"),
    "negative shape": frame(["f8", -1], b"12345678"),
    "shape that is no number": frame(["f8", True], b"12345678"),
    "shape of text": frame(["f8", "1"], b"12345678"),
    "huge shape": frame(["f8", 1 << 25, 1 << 25, 1 << 25]),
    "huge empty shape": frame(["f8", 0, 1 << 62]),
    "many dimensions": frame(["f8", *[1] * 17], b"12345678"),
    "too few bytes": frame(["f8", 2], b"12345678"),
    "too many bytes": frame(["f8", 1], b"123456789"),
    "bytes for nobody": frame(["f8", 1], b"1234567812345678"),
    "no filling": frame(["f4", 1], b"1234"),
    "big integer": (b"1" * 5000, b""),
    "deep": (b'["l",' * 100 + b"1" + b"]" * 100, b""),
    "very deep": (b"[" * 100_000, b""),
    "half a character": (b'"\\ud800"', b""),
    "half a character as key": (b'{"\\ud800":1}', b""),
    "deep dicts": (b'{"a":' * 100 + b"1" + b"}" * 100, b""),
}


@pytest.mark.parametrize(("header", "payload"), FORGED.values(), ids=FORGED.keys())
def test_forged_messages_are_refused(header: bytes, payload: bytes) -> None:
    with pytest.raises(wire.WireError):
        decoded(header, payload)


def test_booleans_have_two_values_whatever_the_bytes_are() -> None:
    got = decoded(*frame(["b1", 3], b"\x00\x01\xff12345"))
    assert got.tobytes() == b"\x00\x01\x01"


def test_random_bytes_are_refused_or_plain() -> None:
    rng = np.random.default_rng(0)
    alphabet = np.frombuffer(b'[]{}",:ldtaf8b1 0123456789.-e\x00\xffnulltrue', np.uint8)
    for _ in range(3000):
        header = rng.choice(alphabet, size=rng.integers(0, 40)).tobytes()
        try:
            value = decoded(header, rng.bytes(8))
        except wire.WireError:
            continue
        pytest.fail(f"{header!r} with bytes left over was taken as {value!r}")


def test_a_message_that_announces_too_much_is_refused_before_it_is_read() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(struct.pack(">II", 10, 1 << 31))
        with pytest.raises(wire.WireError, match="too large"):
            wire.Channel(there).receive(time.monotonic() + 5)


def test_a_message_that_never_ends_times_out_however_it_trickles() -> None:
    here, there = socket.socketpair()
    with here, there:
        here.sendall(struct.pack(">II", 100, 0) + b"[")
        start = time.monotonic()
        with pytest.raises(TimeoutError):
            wire.Channel(there).receive(start + 0.2)
        assert time.monotonic() - start < 2


def test_a_closed_connection_is_told_from_a_bad_message() -> None:
    here, there = socket.socketpair()
    with there:
        here.close()
        with pytest.raises(wire.Closed):
            wire.Channel(there).receive(time.monotonic() + 5)
        with pytest.raises(wire.Closed):
            wire.Channel(there).send(1, time.monotonic() + 5)
