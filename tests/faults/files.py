"""What is handed in, and the score that each has to get, whatever breaks meanwhile."""

import uuid
from decimal import Decimal

ASSIGNMENT = "halving"
FILES = {
    "right": ("def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n", 100),
    "slow": (
        "import time\n\ndef double(x):\n    time.sleep(1)\n    return 2 * x\n\ndef half(x):\n    return x / 2\n",
        100,
    ),
    "wrong": ("def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 3\n", 40),
    "raises": ("def double(x):\n    return x[99]\n\ndef half(x):\n    return x / 2\n", 60),
    "crashes": ("import os\n\ndef double(x):\n    return 2 * x\n\ndef half(x):\n    os.abort()\n", 40),
    "does not load": (
        "def double(x):\n    return x\n\ndef half(x):\n    return x\n\nraise RuntimeError('on purpose')\n",
        0,
    ),
}


def content(kind: str) -> bytes:
    """Return a new file of a kind."""
    return f"{FILES[kind][0]}# {uuid.uuid4()}\n".encode()


def score(kind: str) -> Decimal:
    """Return what it has to get."""
    return Decimal(FILES[kind][1])
