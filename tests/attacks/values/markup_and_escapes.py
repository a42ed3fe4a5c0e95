"""Raises, prints and returns text that a page or a terminal would obey: tags, escapes, zero bytes, half characters.

Pages show it as text, and what is no printable character is left out before it is stored.
"""
# score: 0
# says: double(x) raised Evil: <script>alert(1)</script>
# says: <img src=x onerror=alert(2)>
# says: {{ 7 * 7 }}
import sys

TEXT = "<script>alert(1)</script> {{ 7 * 7 }} \x1b[2J\x1b]0;owned\x07 \x00 \u202e \ud800 \u2028 \r\b'; DROP TABLE runs; --"


class Evil(Exception):
    pass


def double(x):
    print(TEXT.encode("utf-8", "replace").decode())
    sys.stdout.buffer.write(b"\xff\xfe\x00\x80 <img src=x onerror=alert(2)>\n")
    sys.stderr.write("\x1b[31mred\n")
    raise Evil(TEXT)


def half(x):
    return 0.0, {"<b>\x1b[2J\x00\u202e</b>": x}
