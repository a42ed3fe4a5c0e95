"""Each request has an id: in its log lines, in its answer, and on the page that says what went wrong."""

import logging
import secrets
import time
from typing import Any

from flask import Flask, Response, g, request

from grader import logs, metrics

log = logging.getLogger(__name__)


def init_requests(app: Flask) -> None:
    """Tell the requests of *app* apart, and count them; to be called before all else that looks at requests."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)
    app.log_exception = _log_broken_page  # type: ignore[method-assign]  # Flask's own logs the path


def request_id() -> str:
    """Return the id of this request."""
    found: str = g.request_id
    return found


def where() -> dict[str, str]:
    """Return what this request asks for, as a line may tell it: the route, never the path, which can let people in."""
    return {"method": request.method, "route": request.url_rule.rule if request.url_rule else ""}


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.begun = time.perf_counter()
    logs.clear()
    logs.add(request=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.request_id
    taken_s = time.perf_counter() - g.begun
    metrics.REQUESTS.labels(request.endpoint or "none", f"{response.status_code // 100}xx").observe(taken_s)
    return response


def _forget(_error: BaseException | None = None) -> None:
    logs.clear()


def _log_broken_page(exc_info: Any) -> None:
    log.error("a request failed, and so did the page that says so", exc_info=exc_info, extra=where())
