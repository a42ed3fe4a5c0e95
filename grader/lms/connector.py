"""Requests to the services of a platform, signed in as the tool that we are there."""

import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from pylti1p3.exception import LtiException, LtiServiceException
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector, TServiceConnectorResponse

from grader.domain.passing_back import Client
from grader.lms.failures import PlatformFailed, no_answer, refusal

T = TypeVar("T")
MARGIN_S = 30.0
"""A token that expires sooner may not live long enough to be used."""
LONGEST_S = 3600.0
PAGES = 50
"""Of one list; no platform needs more."""


class Tokens:
    """Tokens that platforms gave us, in memory until shortly before they expire; threads may share it."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, float]] = {}

    def get(self, key: str) -> str | None:
        """Return the token under *key* if it can still be used."""
        with self._lock:
            token, until_s = self._kept.get(key, (None, 0.0))
            return token if self._now_s() < until_s else None

    def keep(self, key: str, token: str, lifetime_s: float) -> None:
        """Keep *token* for as long as it can be used."""
        with self._lock:
            self._kept[key] = token, self._now_s() + min(lifetime_s, LONGEST_S) - MARGIN_S

    def drop(self, key: str) -> None:
        """Forget a token that is not taken any more."""
        with self._lock:
            self._kept.pop(key, None)


class Connector(ServiceConnector):
    """pylti1p3's connector, with its traps closed.

    A token is for one tool at one platform, whoever shares the issuer; one that is refused is asked for anew, once;
    a redirect is no success; a list ends, and stays at its host; what is said to a POST that is taken is no matter.
    """

    def __init__(self, client: Client, session: requests.Session, tokens: Tokens) -> None:
        session.hooks["response"].append(_refuse_redirect)
        super().__init__(_Registration(client), session)
        self._client = client
        self._tokens = tokens

    def get_access_token(self, scopes: Sequence[str]) -> str:
        """Return a token for *scopes*.

        Raises:
            PlatformFailed: the platform gives none.

        """
        with explained("sign in to its services", is_of_column=True):
            return super().get_access_token(scopes)

    def make_service_request(self, scopes: Sequence[str], url: str, **options: Any) -> TServiceConnectorResponse:
        """Return what the service at *url* answers; with a fresh token if the kept one is not taken."""
        return self._signed_in(scopes, lambda: self._request(scopes, url, **options))

    def put(self, scopes: Sequence[str], url: str, value: Mapping[str, Any]) -> None:
        """Put *value* at *url*, as ``make_service_request`` does, which cannot; what is said to it is no matter."""
        self._signed_in(scopes, lambda: self._put(scopes, url, value))

    def get_paginated_data(
        self, scopes: Sequence[str], url: str | None, *args: Any, **options: Any
    ) -> Generator[TServiceConnectorResponse]:
        """Yield the pages of a list; only so many, and only from the host of the first one."""
        for _ in range(PAGES):
            if url is None:
                return
            page = self.make_service_request(scopes, url, *args, **options)
            yield page
            following = page["next_page_url"]
            url = same_host(url, following) if following else None
        if url is not None:
            raise LtiException(f"the list has more than {PAGES} pages")

    def _signed_in(self, scopes: Sequence[str], ask: Callable[[], T]) -> T:
        try:
            return ask()
        except LtiServiceException as error:
            if error.response.status_code != requests.codes.unauthorized:
                raise
        self._tokens.drop(self._scope_key(scopes))
        return ask()

    def _put(self, scopes: Sequence[str], url: str, value: Mapping[str, Any]) -> None:
        headers = {"Authorization": f"Bearer {self.get_access_token(scopes)}", "Accept": "application/json"}
        answer = self._requests_session.put(url, json=value, headers=headers)
        if not answer.ok:
            raise LtiServiceException("The service did not take what was put there.", answer)

    def _request(self, scopes: Sequence[str], url: str, **options: Any) -> TServiceConnectorResponse:
        try:
            return super().make_service_request(scopes, url, **options)
        except requests.JSONDecodeError:
            if not options.get("is_post"):
                raise
            return {"headers": {}, "body": None, "next_page_url": None}

    def _scope_key(self, scopes: Sequence[str]) -> str:  # type: ignore[override] # all callers have sequences
        client = self._client
        return "\n".join((client.issuer, client.client_id, client.token_url, client.audience, *sorted(scopes)))

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        return self._tokens.get(scope_key)

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        self._tokens.keep(scope_key, access_token, float(expires_in))


class _Registration(Registration):
    """What pylti1p3 has to know of us; the key's own id is used, not one that is worked out from it."""

    def __init__(self, client: Client) -> None:
        self.set_issuer(client.issuer)
        self.set_client_id(client.client_id)
        self.set_auth_token_url(client.token_url)
        self.set_auth_audience(client.audience)
        self.set_tool_private_key(client.private_key)
        self._key_id = client.key_id

    def get_kid(self) -> str:
        return self._key_id


@contextmanager
def explained(doing: str, *, is_of_column: bool) -> Iterator[None]:
    """Turn whatever goes wrong while we are *doing* something at a platform into words.

    Raises:
        PlatformFailed: something did.

    """
    try:
        yield
    except LtiServiceException as error:
        raise PlatformFailed(refusal(error.response, doing, is_of_column=is_of_column)) from error
    except requests.RequestException as error:
        raise PlatformFailed(no_answer(error, is_of_column=is_of_column)) from error
    except (LtiException, LookupError, TypeError, ValueError, AttributeError) as error:  # the library checks no shapes
        raise PlatformFailed(no_answer(requests.JSONDecodeError("", "", 0), is_of_column=is_of_column)) from error


def same_host(url: str, named: str) -> str:
    """Return the address that the answer of *url* named, if it is on the same host.

    Raises:
        LtiException: it is not.

    """
    found = urljoin(url, named)
    if urlsplit(found)[:2] != urlsplit(url)[:2]:
        raise LtiException("the answer leads to another host")
    return found


def _refuse_redirect(response: requests.Response, **_: Any) -> None:
    if response.is_redirect or response.status_code in range(300, 400):
        raise LtiServiceException("The platform sends on to another address.", response)
