"""The public keys of platforms, fetched when they are needed and kept for a while."""

import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import jwt
import requests

from grader import outside
from grader.errors import Refused
from grader.outside import Limits

KEPT_S = 3600.0
AGAIN_AFTER_S = 30.0
"""A key that is not in the set may be new: the set is fetched again, but no more often than this."""
DEADLINE_S = 5.0
MAX_BYTES = 256 * 1024
CANNOT_BE_HAD = "The keys of your LMS cannot be had, so nothing that it says can be checked. Try again in a minute. "
UNKNOWN_KEY = "This was signed by a key that your LMS does not name as its own. Open the link in your LMS again."
NO_KEYS = "What should be the keys of your LMS cannot be read. Ask whoever runs it."


@dataclass
class _Set:
    """The keys at one address; whoever needs them first fetches them, the others wait for that."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: dict[str, Any] = field(default_factory=dict)
    fetched_at: float = float("-inf")
    problem: str = ""

    def is_older_than(self, age_s: float) -> bool:
        return monotonic() - self.fetched_at > age_s


class KeySets:
    """The key sets of all platforms, for all threads."""

    def __init__(self, *, allow_private: bool, deadline_s: float = DEADLINE_S) -> None:
        self._limits = Limits(allow_private, deadline_s=deadline_s, max_bytes=MAX_BYTES)
        self._sets: dict[str, _Set] = {}

    def key(self, url: str, kid: str) -> Any:
        """Return the key *kid* of the set at *url*.

        Raises:
            Refused: there is none, or the set cannot be had.

        """
        kept = self._sets.setdefault(url, _Set())
        with kept.lock:
            needs_news = kept.is_older_than(KEPT_S) or kid not in kept.keys
            if needs_news and kept.is_older_than(AGAIN_AFTER_S):
                self._fetch(url, kept)
            if kid in kept.keys:
                return kept.keys[kid]
            raise Refused(kept.problem or UNKNOWN_KEY)

    def _fetch(self, url: str, kept: _Set) -> None:
        """Fetch the set; one that cannot be had now leaves what there was."""
        try:
            with outside.session(self._limits) as session:
                answer = session.get(url)
            kept.keys, kept.problem = _keys(answer), ""
        except requests.JSONDecodeError:
            kept.problem = NO_KEYS
        except requests.RequestException as error:
            kept.problem = CANNOT_BE_HAD + outside.in_words(error)
        except (KeyError, TypeError, AttributeError, ValueError, jwt.PyJWTError):
            kept.problem = NO_KEYS
        kept.fetched_at = monotonic()


def _keys(answer: requests.Response) -> dict[str, Any]:
    """Return the RSA keys of a set by their names; what else is in it is not for signatures that we take."""
    if answer.status_code != requests.codes.ok:
        raise requests.HTTPError(response=answer)
    found = answer.json()["keys"]
    named = [each for each in found if each.get("kty") == "RSA" and isinstance(each.get("kid"), str)]
    return {each["kid"]: jwt.PyJWK(each, algorithm="RS256").key for each in named if each.get("use", "sig") == "sig"}
