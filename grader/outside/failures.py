"""What can go wrong with a request, in words for people: without secrets, and without details of our own machine."""

import ssl
from collections.abc import Iterator

import requests


class Unreachable(requests.RequestException):
    """No answer of use came; the message says why, in words for people."""


class AddressRefused(Unreachable):
    """The address is not one that may be asked: nothing was sent."""


class TooSlow(Unreachable):
    """The answer was not whole at the deadline."""

    def __init__(self, deadline_s: float) -> None:
        super().__init__(f"It did not answer within {deadline_s:g} s.")


class TooMuch(Unreachable):
    """The answer is larger than it may be."""


def in_words(error: requests.RequestException) -> str:
    """Say in words for people why a request failed."""
    if isinstance(error, Unreachable):
        return str(error)
    if error.response is not None:
        return f"It answered with {error.response.status_code}."
    if isinstance(error, requests.Timeout):
        return "It did not answer in time."
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"Its certificate is not valid: {cause.verify_message.rstrip('.')}."
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return "No secure connection to it could be made."
    return "Its answer broke off, or could not be read."


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
