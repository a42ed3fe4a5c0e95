"""Messages that a platform has signed: nothing in them is read before the signature is known to be right."""

from typing import Any

import jwt

from grader.db.models import Platform
from grader.errors import Refused
from grader.lms.key_sets import KeySets

LEEWAY_S = 30
"""Clocks differ."""
LONGEST = 64 * 1024
UNREADABLE = "What came from your LMS cannot be read: it may have been cut off on its way."
AGAIN = " Open the link in your LMS again."


class NotGenuine(Refused):
    """It is not known to come from the platform, or not for us, or not now."""


def verified(token: str, platform: Platform, key_sets: KeySets) -> dict[str, Any]:
    """Return the claims of a token that *platform* has signed for us, and lately.

    Raises:
        NotGenuine: it is not that; the message says in words what is wrong.

    """
    try:
        kid = _kid(token)
        claims = jwt.decode(
            token,
            key_sets.key(platform.key_set_url, kid),
            algorithms=["RS256"],
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=LEEWAY_S,
            options={"require": ["iss", "aud", "exp", "iat"]},
        )
    except jwt.InvalidTokenError as error:
        raise NotGenuine(_in_words(error) + AGAIN) from error
    except NotGenuine:
        raise
    except Refused as error:
        raise NotGenuine(str(error)) from error
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise NotGenuine(UNREADABLE + AGAIN) from error
    if claims.get("azp", platform.client_id) != platform.client_id or _has_strangers(claims["aud"], claims):
        raise NotGenuine("This message of your LMS is for another program." + AGAIN)
    return claims


def _kid(token: str) -> str:
    if len(token) > LONGEST:
        raise NotGenuine(UNREADABLE + AGAIN)
    header = jwt.get_unverified_header(token)
    if header.get("alg") != "RS256":
        raise NotGenuine("This message is not signed as LTI asks for, with RS256." + AGAIN)
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise NotGenuine("This message does not say which key has signed it." + AGAIN)
    return kid


def _has_strangers(audience: Any, claims: dict[str, Any]) -> bool:
    """Say whether it is for others as well, and does not say that it was asked for by us."""
    return isinstance(audience, list) and len(audience) > 1 and "azp" not in claims


def _in_words(error: jwt.InvalidTokenError) -> str:
    words = {
        jwt.ExpiredSignatureError: "This message of your LMS is too old.",
        jwt.ImmatureSignatureError: "This message is from the future: the clock of your LMS is wrong, or ours.",
        jwt.InvalidAudienceError: "This message of your LMS is for another program.",
        jwt.InvalidIssuerError: "This message is from another LMS than the one that began.",
        jwt.InvalidIssuedAtError: "This message does not say rightly when it was made.",
        jwt.MissingRequiredClaimError: "This message of your LMS is incomplete.",
        jwt.InvalidSignatureError: "The signature of this message is wrong: it does not come from your LMS.",
    }
    return next((text for kind, text in words.items() if isinstance(error, kind)), UNREADABLE)
