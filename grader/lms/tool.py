"""One platform and one of our keys, as the library of LTI wants to see them."""

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives import serialization
from pylti1p3.deployment import Deployment
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.tool_config.abstract import ToolConfAbstract

from grader.db.models import Platform, ToolKey


class Sent(Request):
    """What a browser has sent for a platform."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    @property
    def session(self) -> Any:
        """Not to be had: nothing is kept in a browser's session."""
        raise NotImplementedError

    def is_secure(self) -> bool:
        """Say that it does not matter: the library sets no cookie of ours."""
        return True

    def get_param(self, key: str) -> str:
        """Return what was sent as *key*; empty: nothing."""
        return self._values.get(key, "")


class Tool(ToolConfAbstract[Request]):
    """The registration in a single platform: what the library looks up can be no other's."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def check_iss_has_one_client(self, iss: str) -> bool:  # noqa: ARG002 - the library's signature
        """Deny it: schools may share an issuer."""
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:  # noqa: ARG002
        """Affirm it."""
        return True

    def find_registration_by_issuer(self, iss: str, *_args: Any, **_options: Any) -> Registration:
        """Refuse: an issuer alone names no platform."""
        raise NotImplementedError(iss)

    def find_registration_by_params(
        self, iss: str, client_id: str | None, *_args: Any, **_options: Any
    ) -> Registration:
        """Return the registration if it is that of the platform; a login need not name the client."""
        is_ours = iss == self._platform.issuer and client_id in {None, "", self._platform.client_id}
        return registration(self._platform) if is_ours else None  # type: ignore[return-value]  # as it is asked for

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        """Refuse: an issuer alone names no platform."""
        raise NotImplementedError(iss)

    def find_deployment_by_params(
        self,
        iss: str,  # noqa: ARG002
        deployment_id: str,
        client_id: str,  # noqa: ARG002
        *_args: Any,
        **_options: Any,
    ) -> Deployment:
        """Return any: which of them are known is looked up when the launch is received."""
        return Deployment().set_deployment_id(deployment_id)


def registration(platform: Platform, key: ToolKey | None = None) -> Registration:
    """Return the registration in *platform*; with *key*, what we tell it can be signed."""
    made = Registration()
    made.set_issuer(platform.issuer).set_client_id(platform.client_id).set_key_set_url(platform.key_set_url)
    made.set_auth_login_url(platform.auth_login_url).set_auth_token_url(platform.auth_token_url)
    if platform.auth_audience:
        made.set_auth_audience(platform.auth_audience)
    if key:
        made.set_tool_private_key(key.private_pem).set_tool_public_key(_public_pem(key))
    return made


def _public_pem(key: ToolKey) -> str:
    """Return the public half: the library names the key by its thumbprint, as we do."""
    public = serialization.load_pem_private_key(key.private_pem.encode(), password=None).public_key()
    kind = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, kind).decode()
