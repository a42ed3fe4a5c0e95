"""Our own key pairs: the newest signs what we tell platforms, and they find its public half at ``/lti/jwks``.

Two processes that need the first key at the same moment make two. That harms nobody: both are published.
"""

import base64
import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from grader.db.models import Platform, ToolKey, User
from grader.db.queries import lti as queries
from grader.domain.passing_back import Client
from grader.services.access import require_operator

BITS = 2048
STILL_PUBLISHED = timedelta(days=7)
"""After a key has been replaced: platforms keep what they have fetched for a while, and so may what it signed be."""


def signing(session: Session) -> ToolKey:
    """Return the key that signs; the first one is made when it is needed."""
    return queries.newest_key(session) or _add(session, _generate())


def client(session: Session, platform: Platform) -> Client:
    """Return who we are at a platform, with the key that signs."""
    key = signing(session)
    names = platform.issuer, platform.client_id, platform.auth_token_url, platform.auth_audience or ""
    return Client(*names, key.kid, key.private_pem)


def published(session: Session, now: datetime) -> list[dict[str, Any]]:
    """Return the public halves of all keys that may still be in use, as a platform reads them."""
    return [_public(key) for key in queries.keys_since(session, now - STILL_PUBLISHED)]


def rotate(session: Session, actor: User, now: datetime) -> ToolKey:
    """Return a new key that signs from now on; those before it are published a while longer, then deleted.

    Raises:
        NotFound: the actor is no operator.

    """
    require_operator(actor)
    pem = _generate()  # before the first statement: SQLite's writers wait for each other from then on
    session.execute(delete(ToolKey).where(ToolKey.retired_at <= now - STILL_PUBLISHED))
    session.execute(update(ToolKey).where(ToolKey.retired_at.is_(None)).values(retired_at=now))
    return _add(session, pem)


def _generate() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    unencrypted = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unencrypted).decode()


def _add(session: Session, pem: str) -> ToolKey:
    made = ToolKey(kid=_thumbprint(_jwk(pem)), private_pem=pem)
    session.add(made)
    session.flush()
    return made


def _public(key: ToolKey) -> dict[str, Any]:
    return {**_jwk(key.private_pem), "kid": key.kid, "alg": "RS256", "use": "sig"}


def _jwk(pem: str) -> dict[str, str]:
    """Return the public half of a key: what RFC 7638 takes the thumbprint of."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)  # noqa: S101 - all that is ever stored
    jwk = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {name: jwk[name] for name in ("e", "kty", "n")}


def _thumbprint(jwk: dict[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(jwk, sort_keys=True, separators=(",", ":")).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
