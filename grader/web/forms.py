"""What forms send, read into plain values; what the values must be is the services' to say."""

import re
from dataclasses import dataclass
from typing import Self

from flask import Request

from grader.errors import Refused


@dataclass(frozen=True)
class Account:
    """The fields of the forms for joining, signing in and choosing a password."""

    name: str = ""
    email: str = ""
    password: str = ""
    time_zone: str = ""
    """As the browser says, where scripts run."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read the fields that *request* sent; those it did not send are empty."""
        sent = request.form
        name, email, password = sent.get("name", "").strip(), sent.get("email", "").strip(), sent.get("password", "")
        return cls(name, email, password, sent.get("time_zone", ""))


def join_code(request: Request) -> str:
    """Read a join code: what was typed, or what stands behind ``/join/`` in the link that was pasted."""
    typed = request.form.get("code", "").strip()
    return re.split(r"[/?#\s]", typed.rpartition("/join/")[2])[0]


@dataclass(frozen=True)
class Solution:
    """A file chosen or code pasted."""

    content: bytes
    pasted: str
    """What stood in the text field, to be shown again if it is not accepted."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read what *request* hands in.

        Raises:
            Refused: neither a file nor code came, or both did.

        """
        pasted = request.form.get("code", "").replace("\r\n", "\n")
        file = request.files.get("file")
        has_file = file is not None and bool(file.filename)
        if has_file and pasted.strip():
            raise Refused("You chose a file and pasted code as well. Hand in one of the two.")
        if file is not None and has_file:
            return cls(file.read(), pasted="")
        if pasted.strip():
            return cls(pasted.encode(), pasted)
        raise Refused("Nothing was handed in. Choose your file or paste your code, then hand in.")
