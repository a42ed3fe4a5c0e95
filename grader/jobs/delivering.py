"""Sends messages to the endpoints of courses, signed as Standard Webhooks has it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic

import requests
from sqlalchemy.orm import Session, sessionmaker
from standardwebhooks.webhooks import Webhook

from grader import outside
from grader.db import clock
from grader.domain.retrying import retry_after
from grader.domain.traces import plain
from grader.domain.webhooks import LONGEST_RETRY_AFTER, TO_BE_HONOURED
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.services.webhooks import deliveries
from grader.services.webhooks.deliveries import Attempt, Letter
from grader.settings import Settings

DEADLINE_S = 15.0
ANSWER_LENGTH = 2000
"""Characters of an answer that are kept."""


class Delivering:
    """Sends the message that a row asks for, and writes down what was answered.

    A process that dies between the two has it sent again, with the same ``webhook-id``.
    """

    def __init__(
        self,
        sessions: sessionmaker[Session],
        settings: Settings,
        *,
        now: Callable[[Session], datetime] = clock.now,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._sessions = sessions
        self._limits = outside.Limits(allow_private=settings.webhooks_to_private, deadline_s=deadline_s)
        self._now = now

    def __call__(self, lease: Lease, cancelled: threading.Event) -> Problem | None:  # noqa: ARG002 - it ends in time
        """Send the message once; no transaction is open meanwhile."""
        with self._sessions() as session:
            at = self._now(session)
            letter = deliveries.letter(session, lease.id, lease.token, at)
        if letter is None:
            return None
        attempt = self._sent(letter, at)
        with self._sessions.begin() as session:
            is_held = deliveries.write_down(session, lease.id, lease.token, attempt, self._now(session))
        if is_held:
            telling.ended("put_off" if attempt.error else "done", endpoint=letter.endpoint_id, status=attempt.status)
        return None

    def _sent(self, letter: Letter, at: datetime) -> Attempt:
        began = monotonic()
        tried = Attempt(at, 0.0, headers(letter, at))
        try:
            with outside.session(self._limits) as session:
                answer = session.post(letter.url, data=letter.body.encode(), headers=tried.request_headers)
        except requests.RequestException as error:
            return replace(tried, duration_s=monotonic() - began, error=outside.in_words(error))
        return _answered(replace(tried, duration_s=monotonic() - began), answer)


def headers(letter: Letter, at: datetime) -> dict[str, str]:
    """Return the headers of a try at *at*, with a signature by each secret."""
    signatures = [Webhook(secret).sign(letter.webhook_id, at, letter.body) for secret in letter.secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": letter.webhook_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _answered(tried: Attempt, answer: requests.Response) -> Attempt:
    status = answer.status_code
    text = plain(answer.content[: 4 * ANSWER_LENGTH].decode(errors="replace"), ANSWER_LENGTH)
    tried = replace(tried, status=status, answer=text)
    if 200 <= status < 300:
        return tried
    wish = answer.headers.get("Retry-After") if status in TO_BE_HONOURED else None
    return replace(tried, error=_in_words(status), retry_after=retry_after(wish, tried.at, LONGEST_RETRY_AFTER))


def _in_words(status: int) -> str:
    if 300 <= status < 400:
        return f"It answered {status}: it sends on to another address, which is not followed. Give the final one."
    return f"It answered {status}."
