"""Sends arrays whose shapes are negative, overflow, or hide 2^70 entries behind a zero.

Sizes are whole numbers of any length in Python: the product is exact, and has to be what the payload holds.
"""
# score: 60
# says: double(x): your program wrote to the grader's channel
import os
import stat
import struct


def frame(header, payload=b""):
    return struct.pack(">II", len(header), len(payload)) + header + payload


def tell(data):
    for number in range(3, 256):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, data)
        except OSError:
            pass


SHAPES = ["[-1]", "[-1,-1]", "[4611686018427387904,4]", "[0,1180591620717411303424]", "[1e3]", "[true]", "[null]", "7",
          "[" + "1," * 64 + "1]", '["1"]', "[[1]]", "[0,9223372036854775807,9223372036854775807]"]
calls = 0


def double(x):
    global calls
    for shape in SHAPES[calls::2]:
        tell(frame(b'["d",{"id":%d,"value":["a","f8",%s]}]' % (calls + 1, shape.encode()), b"\0" * 8))
    calls += 1
    return x


def half(x):
    return float((x / 2).sum()), {"half": x / 2}
