"""What protects every page: headers, the CSRF token of each form, limits on how often one may try."""

from collections.abc import Iterable

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from grader.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Pico draws its icons from data URLs
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


NOT_IN_FRAMES = {"Cross-Origin-Opener-Policy", "X-Frame-Options"}
"""What a page in a frame, or in a window that another site has opened and waits for, goes without."""

CLASS = "600 per minute"
"""From one address: a whole class may share it, and come at the same minute."""


def address_and_email() -> str:
    """Return what tries to sign in are counted by: a whole class may share one address."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()[:254]}"


limiter = Limiter(get_remote_address, storage_uri="memory://")
csrf = CSRFProtect()


def init_security(app: Flask, settings: Settings) -> None:
    """Protect every page of *app*."""
    app.config |= {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_REFRESH_EACH_REQUEST": False,  # an answer under way would sign in again who has just signed out
        "WTF_CSRF_TIME_LIMIT": None,  # a token lasts as long as its session: long reading spoils no form
    }
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_add_headers)
    if settings.https:
        _trust_proxy(app)


def show_in_frames(origins: Iterable[str], *, posts_to: str = "") -> None:
    """Let pages of these *origins*, and no others, show this answer in a frame; forms in it may post to *posts_to*."""
    ancestors = " ".join(origins) or "'none'"
    policy = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
    policy = policy.replace("form-action 'self'", f"form-action 'self' {posts_to}".rstrip())
    kept = {name: value for name, value in HEADERS.items() if name not in NOT_IN_FRAMES}
    g.headers = {**kept, "Content-Security-Policy": policy}


def _add_headers(response: Response) -> Response:
    response.headers.update(g.get("headers", HEADERS))
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _trust_proxy(app: Flask) -> None:
    """Believe one proxy about the client's address and scheme: something in front of us ends the TLS."""
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]  # Flask's documented way
