"""The one door to addresses that people and platforms name: bounded in time and size, not into private networks."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from time import monotonic
from urllib.parse import urldefrag, urljoin

import requests
from urllib3.util import parse_url

from grader.outside.addresses import check_address, objection
from grader.outside.exchange import Door, Limits
from grader.outside.failures import AddressRefused, TooMuch, TooSlow, Unreachable, in_words

__all__ = [
    "AddressRefused",
    "Limits",
    "TooMuch",
    "TooSlow",
    "Unreachable",
    "check_address",
    "fetch",
    "in_words",
    "session",
]


class _Session(requests.Session):
    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        reason = objection(str(request.url), allow_private=self._limits.allow_private)
        if reason:
            raise AddressRefused(reason)
        return super().prepare_request(request)

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - none is followed
        return None


def session(limits: Limits) -> requests.Session:
    """Return a session that keeps to *limits*, for one thread; make one for each job, and close it.

    It follows no redirects, keeps no cookies, and takes nothing from the environment: no proxy, no ``.netrc``.
    """
    made = _Session(limits)
    made.trust_env = False
    made.headers.update({"User-Agent": "neural-grader", "Connection": "close"})
    for scheme in ("https://", "http://"):
        made.mount(scheme, Door(limits))
    return made


def fetch(
    url: str, *, limits: Limits, allowed_hosts: Collection[str], headers: Mapping[str, str], hops: int = 3
) -> bytes:
    """Return the file at *url*, following up to *hops* redirects among *allowed_hosts*, all within one deadline.

    ``Authorization`` is for the first scheme, host and port alone.

    Raises:
        RequestException: the file cannot be had; ``in_words`` says why.

    """
    ends_at = monotonic() + limits.deadline_s
    first = url
    for _ in range(hops + 1):
        _check_host(url, allowed_hosts)
        if _origin(url) != _origin(first):
            headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        try:
            with session(replace(limits, deadline_s=ends_at - monotonic())) as asking:
                answer = asking.get(url, headers=headers)
        except TooSlow:
            raise TooSlow(limits.deadline_s) from None
        if not answer.is_redirect:
            return _file(answer)
        url = _next_address(answer)
    raise Unreachable(f"It sends on to another address more than {hops} times.")


def _check_host(url: str, allowed_hosts: Collection[str]) -> None:
    if _origin(url)[1] not in {host.lower() for host in allowed_hosts}:
        raise AddressRefused("The address is on a host from which no files are taken.")


def _origin(url: str) -> tuple[str | None, str | None, int | None]:
    try:
        parts = parse_url(url)
    except ValueError as error:
        raise AddressRefused("The address is not a valid one.") from error
    return parts.scheme, parts.host, parts.port or {"http": 80, "https": 443}.get(parts.scheme or "")


def _next_address(answer: requests.Response) -> str:
    try:
        return urldefrag(urljoin(answer.url, answer.headers["location"])).url
    except ValueError as error:
        raise AddressRefused("It sends on to an address that is not a valid one.") from error


def _file(answer: requests.Response) -> bytes:
    if answer.status_code != requests.codes.ok:
        raise requests.HTTPError(f"It answered with {answer.status_code}.", response=answer)
    return answer.content
