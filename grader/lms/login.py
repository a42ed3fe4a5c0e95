"""The first step of a launch: the platform is asked who is there."""

from collections.abc import Mapping
from dataclasses import dataclass

from pylti1p3.cookie import CookieService
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.request import Request
from pylti1p3.session import SessionService

from grader.db.models import Platform
from grader.errors import Refused
from grader.lms.tool import Sent, Tool

INCOMPLETE = "Your LMS began to open the grader, but did not say all that is needed. Open the link in it again."


@dataclass(frozen=True)
class Begun:
    """A login that has begun."""

    address: str
    """Of the platform, where the browser goes now."""
    state: str
    nonce: str


def begin(platform: Platform, sent: Mapping[str, str], launch_url: str) -> Begun:
    """Return where the browser has to go, and what must come back from there to *launch_url*.

    Raises:
        Refused: what the platform has *sent* is incomplete.

    """
    noted = _Noted()
    login = _Login(Sent(sent), Tool(platform), session_service=noted, cookie_service=noted.cookies)
    try:
        address = login.get_redirect_object(launch_url).get_redirect_url()
    except (LtiException, OIDCException) as error:
        raise Refused(INCOMPLETE) from error
    return Begun(address, noted.cookies.state, noted.nonce)


class _State(CookieService):
    """Notes the state, in place of setting a cookie: how that is set, the web knows."""

    state = ""

    def get_cookie(self, name: str) -> str | None:  # noqa: ARG002 - the library's signature
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:  # noqa: ARG002
        self.state = str(value)


class _Noted(SessionService):
    """Notes the nonce, in place of storing it: rows are written by services."""

    nonce = ""

    def __init__(self) -> None:
        self.cookies = _State()

    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce


class _Address(Redirect[str]):
    def __init__(self, location: str) -> None:
        super().__init__()
        self._location = location

    def do_redirect(self) -> str:
        return self._location

    def do_js_redirect(self) -> str:
        return self._location

    def set_redirect_url(self, location: str) -> None:
        self._location = location

    def get_redirect_url(self) -> str:
        return self._location


class _Login(OIDCLogin[Request, Tool, _Noted, _State, str]):
    def get_redirect(self, url: str) -> Redirect[str]:
        return _Address(url)
