"""Dynamic registration: a platform says where it is, and we tell it what we are."""

from typing import Any, cast
from urllib.parse import urlsplit

import requests
from pylti1p3.dynamic_registration import DynamicRegistration
from pylti1p3.exception import LtiException

from grader import outside
from grader.domain.asset_notices import ASSET_SCOPE
from grader.domain.lti import NOTICE_SCOPE, Registration
from grader.domain.traces import plain
from grader.errors import Refused
from grader.outside import Limits

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
SCOPES = [
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
    NOTICE_SCOPE,
    ASSET_SCOPE,
]
NAME = "Neural grader"
OTHER_HOST = (
    "The platform calls itself by another host than the one that its configuration is at, so it is not clear whose it"
    " is. Register it by hand."
)
INCOMPLETE = "The platform's configuration, or its answer to our registration, is not as the standard has it."


def register(configuration_url: str, registration_token: str, *, address: str, allow_private: bool) -> Registration:
    """Register the grader, which is at *address*, in the platform whose configuration is at this URL.

    Raises:
        Refused: the platform cannot be reached, does not take us, or is not what it says; the message says why.

    """
    outside.check_address(configuration_url, allow_private=allow_private)
    asking = _Registration(configuration_url, registration_token, address, Limits(allow_private))
    try:
        return cast("Registration", asking.register())
    except requests.JSONDecodeError as error:
        raise Refused(INCOMPLETE) from error
    except requests.RequestException as error:
        raise Refused(f"The platform cannot be asked. {outside.in_words(error)}") from error
    except LtiException as error:
        raise Refused("The platform did not take the registration. Look there for the reason.") from error
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Refused(INCOMPLETE) from error


class _Registration(DynamicRegistration):
    client_name = NAME
    description = "Grades neural networks that students write from scratch."

    def __init__(self, configuration_url: str, token: str, address: str, limits: Limits) -> None:
        self._configuration_url = configuration_url
        self._token = token
        self._address = address
        self._limits = limits

    def get_request_session(self) -> requests.Session:
        return outside.session(self._limits)

    def get_openid_configuration_endpoint(self) -> str:
        return self._configuration_url

    def get_registration_token(self) -> str:
        return self._token or None  # type: ignore[return-value]  # without one, the library sends none

    def get_openid_configuration(self) -> dict[str, Any]:
        found = super().get_openid_configuration()
        if urlsplit(found["issuer"]).hostname != urlsplit(self._configuration_url).hostname:
            raise Refused(OTHER_HOST)
        outside.check_address(found["registration_endpoint"], allow_private=self._limits.allow_private)
        return found

    def get_initiate_login_uri(self) -> str:
        return f"{self._address}/lti/login"

    def get_jwks_uri(self) -> str:
        return f"{self._address}/lti/jwks"

    def get_redirect_uris(self) -> list[str]:
        return [self.get_target_link_uri()]

    def get_target_link_uri(self) -> str:
        return f"{self._address}/lti/launch"

    def get_logo_uri(self) -> str:
        return f"{self._address}/static/icon.svg"

    def get_domain(self) -> str:
        return urlsplit(self._address).netloc

    def get_scopes(self) -> list[str]:
        return SCOPES

    def get_claims(self) -> list[str]:
        return ["iss", "sub", "name", "given_name", "family_name"]

    def get_messages(self) -> list[dict[str, Any]]:
        target = {"target_link_uri": self.get_target_link_uri(), "label": NAME}
        places = ["ContentArea", "ActivityAssetProcessor"]  # one message each: what is chosen differs
        choosing = [{"type": "LtiDeepLinkingRequest", "placements": [place], **target} for place in places]
        return [{"type": "LtiResourceLinkRequest", **target}, *choosing]

    def complete_registration(
        self, openid_configuration: dict[str, Any], openid_registration: dict[str, Any]
    ) -> Registration:
        told = openid_configuration
        family = told[PLATFORM].get("product_family_code")
        deployment_id = openid_registration[TOOL].get("deployment_id")
        host = urlsplit(told["issuer"]).netloc
        return Registration(
            name=plain(f"{family} at {host}" if isinstance(family, str) else host, 200),
            issuer=_text(told["issuer"]),
            client_id=_text(openid_registration["client_id"]),
            auth_login_url=_text(told["authorization_endpoint"]),
            auth_token_url=_text(told["token_endpoint"]),
            key_set_url=_text(told["jwks_uri"]),
            auth_audience=_text(told.get("authorization_server", "")),
            deployment_ids=(_text(deployment_id),) if deployment_id else (),
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {type(value).__name__}")
    return value
