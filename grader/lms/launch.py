"""The second step of a launch: the platform's signed message comes back by way of the browser."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Self

from pylti1p3.cookie import CookieService
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.message_validators.deep_link import DeepLinkMessageValidator
from pylti1p3.request import Request
from pylti1p3.session import SessionService

from grader.db.models import Login
from grader.domain.lti import DEEP_LINKING, is_for_processor
from grader.errors import Refused
from grader.lms import tokens
from grader.lms.key_sets import KeySets
from grader.lms.tokens import NotGenuine
from grader.lms.tool import Sent, Tool

BAD_FORM = "Your LMS sent something that is not as LTI 1.3 has it ({}). Ask whoever runs it."


def read(login: Login, id_token: str, key_sets: KeySets) -> Mapping[str, Any]:
    """Return the claims of the message that answers *login*, whose platform must be at hand.

    Raises:
        NotGenuine: it is not signed by the platform, not for us, not now, or no answer to this login.
        Refused: it is no launch.

    """
    launch = _Launch(login, id_token, key_sets)
    try:
        return launch.validate().get_launch_data()
    except LtiException as error:
        raise Refused(BAD_FORM.format(str(error).rstrip("."))) from error
    except (AttributeError, TypeError, KeyError, ValueError) as error:  # a claim of another type than it should be
        raise Refused(BAD_FORM.format("a part of it is of the wrong kind")) from error


class _Launch(MessageLaunch[Request, Tool, SessionService, CookieService]):
    """The library's checks, in its order, with ours in place of those that it leaves open.

    The signature comes first, so that nothing is read that is not signed. The nonce is the one of this login alone,
    and is used up with it: the library would take it again.
    """

    def __init__(self, login: Login, id_token: str, key_sets: KeySets) -> None:
        sent = Sent({"id_token": id_token})
        super().__init__(sent, Tool(login.platform), session_service=_Nothing(), cookie_service=_NoCookies())
        self._login = login
        self._key_sets = key_sets

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def validate_state(self) -> Self:
        """Do nothing: the login was found by it."""
        return self

    def validate_jwt_format(self) -> Self:
        """Read what is signed."""
        claims = tokens.verified(self._get_id_token(), self._login.platform, self._key_sets)
        self._jwt = {"body": claims}  # type: ignore[typeddict-item]  # what is in them is checked one by one
        return self

    def validate_nonce(self) -> Self:
        """Take the nonce of this login, and no other."""
        nonce = self._get_jwt_body().get("nonce")
        digest = hashlib.sha256(nonce.encode(errors="replace")).hexdigest() if isinstance(nonce, str) else ""
        if not hmac.compare_digest(digest, self._login.nonce_hash):
            raise NotGenuine("This message of your LMS answers another question than ours." + tokens.AGAIN)
        return self

    def validate_jwt_signature(self) -> Self:
        """Do nothing: it came first."""
        return self

    def validate_message(self) -> Self:
        """Check the parts of the message; the library knows no processors, which are chosen as links are."""
        body: dict[str, Any] = dict(self._get_jwt_body())
        if not is_for_processor(body):
            super().validate_message()
            return self
        as_link = {**body[DEEP_LINKING], "accept_types": ["ltiResourceLink"]}
        DeepLinkMessageValidator().validate({**body, DEEP_LINKING: as_link})
        return self

    def get_client_id(self) -> str:
        """Return who we are at the platform: that the message is for us has been checked."""
        return self._login.platform.client_id

    def save_launch_data(self) -> Self:
        """Do nothing: services store what is of use."""
        return self


class _Nothing(SessionService):
    """Stores nothing."""

    def __init__(self) -> None:
        """Need no request."""


class _NoCookies(CookieService):
    """Reads and sets none."""

    def get_cookie(self, name: str) -> None:
        """Find nothing."""

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        """Do nothing."""
