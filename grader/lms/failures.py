"""Why a platform did not do as it was asked, in words for the staff of a course."""

from datetime import UTC, datetime

import requests

from grader import outside
from grader.domain.passing_back import LONGEST_WISH, Failure
from grader.domain.retrying import retry_after
from grader.domain.traces import plain
from grader.errors import ServiceError

LATER = {408, 425, 429}
"""Codes that only mean: not now."""
REASON_LENGTH = 100


class PlatformFailed(ServiceError):
    """A platform did not do as it was asked."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.words)
        self.failure = failure


def refusal(response: requests.Response, doing: str, *, is_of_column: bool) -> Failure:
    """Return what an answer that is no success means."""
    code = response.status_code
    if code < requests.codes.multiple_choices:  # of a token, what is no JSON
        return no_answer(requests.JSONDecodeError("", "", 0), is_of_column=is_of_column)
    answer = f"it answered with {code} {plain(response.reason or '', REASON_LENGTH)}".rstrip(" .") + "."
    if code == requests.codes.conflict and not is_of_column:
        return Failure("conflict", "The LMS says that it has a newer grade already.")
    if code in LATER or code >= requests.codes.server_error:
        words = f"The LMS was not able to let us {doing}: {answer}"
        wish = retry_after(response.headers.get("Retry-After"), datetime.now(UTC), LONGEST_WISH)
        return Failure("unreachable", words, wish, is_of_column)
    return Failure("refused", f"The LMS does not let us {doing}: {answer}", is_of_column=is_of_column)


def no_answer(error: requests.RequestException, *, is_of_column: bool) -> Failure:
    """Return what it means that no answer of use came."""
    kind = "refused" if isinstance(error, outside.AddressRefused) else "unreachable"
    is_garbled = isinstance(error, requests.JSONDecodeError)
    reason = "Its answer is not what it should be." if is_garbled else outside.in_words(error)
    return Failure(kind, f"The LMS could not be asked. {reason}", is_of_column=is_of_column)
