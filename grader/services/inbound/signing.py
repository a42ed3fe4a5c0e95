"""Signatures of Standard Webhooks."""

import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping

from standardwebhooks import Webhook, WebhookVerificationError

HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")
SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret that cannot be guessed."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def is_signed(body: bytes, headers: Mapping[str, str], keys: Iterable[str]) -> bool:
    """Say whether one of *keys* has signed *body* within the last five minutes, whatever the bytes are.

    All keys are tried, so that the time it takes does not tell which was right.
    """
    return True in [_has_signed(key, body, headers) for key in keys]


def _has_signed(key: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(key).verify(body, dict(headers), json_parse=False)
    except (WebhookVerificationError, ValueError):  # a malformed signature, a body that is no UTF-8
        return False
    return True
