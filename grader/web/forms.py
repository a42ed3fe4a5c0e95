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
    file_name: str
    """As the browser says; empty when the code was pasted."""

    @classmethod
    def of(cls, request: Request) -> Self:
        """Read what *request* hands in.

        Raises:
            Refused: neither a file nor code came, or more than one.

        """
        pasted = request.form.get("code", "").replace("\r\n", "\n")
        files = [file for file in request.files.getlist("file") if file.filename]
        if len(files) > 1:
            raise Refused(f"You chose {len(files)} files. Hand in one: all your code belongs into it.")
        if files and pasted.strip():
            raise Refused("You chose a file and pasted code as well. Hand in one of the two.")
        if files:
            return cls(files[0].read(), files[0].filename or "")
        if pasted.strip():
            return cls(pasted.encode(), "")
        raise Refused("Nothing was handed in. Choose your file or paste your code, then hand in.")
