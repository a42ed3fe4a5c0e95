"""A system that announces what students handed in with it, and a host that has their files."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from standardwebhooks import Webhook
from werkzeug.test import TestResponse

from grader.db.models import JobState, Notice, Source, Submission, utc_now
from grader.jobs.fetching import Fetching
from grader.jobs.leases import Lease
from grader.services.inbound import sources
from grader.settings import Settings
from grader.web.app import create_app
from grader.web.security import limiter
from tests.outside.servers import Server, answer
from tests.web.world import World, chosen_settings, make_world

NEVER = threading.Event()
LEASE = "lease"
ISSUER = "https://lms.example"
CODE = b"def forward(x):\n    return x\n"


def asset(url: str, content: bytes = CODE, **changed: Any) -> dict[str, Any]:
    """Return what is said of a file."""
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    said = {"asset_id": "a1", "url": url, "filename": "hw.py", "size": len(content), "sha256_checksum": checksum}
    return said | changed


@dataclass
class Desk:
    """A world with a source, which may fetch from this machine."""

    world: World
    settings: Settings
    source: Source
    files: Server

    def said(self, *assets: dict[str, Any], **changed: Any) -> dict[str, Any]:
        """Return a message, as the source sends it."""
        data = {
            "platform": ISSUER,
            "deployment_id": "1",
            "context": {"id": "c1", "title": "CS101"},
            "activity": {"id": "tiny"},
            "resource_link": {"id": "rl1"},
            "submission": {"id": "s9:2"},
            "for_user": {"user_id": "u1", "name": "Not To Be Kept"},
            "assets": list(assets) or [asset(self.files.url("/hw.py"))],
            "attempt": 2,
            "submitted_at": "2026-11-22T10:00:00Z",
            "custom": {},
        }
        return {"type": "submission.created", "timestamp": "2026-11-22T10:00:00Z", "data": data | changed}

    def sign(
        self, body: bytes, message_id: str = "msg_1", secret: str = "", late_by: timedelta = timedelta()
    ) -> dict[str, str]:
        """Return the headers of a message."""
        at = datetime.now(UTC) - late_by
        signature = Webhook(secret or self.source.secret).sign(message_id, at, body.decode())
        sent_at = str(int(at.timestamp()))
        return {"webhook-id": message_id, "webhook-timestamp": sent_at, "webhook-signature": signature}

    def post(self, body: bytes, headers: dict[str, str], source: object = None) -> TestResponse:
        """Send bytes."""
        path = f"/api/v1/webhooks/submissions?source={self.source.id if source is None else source}"
        return self.world.app.test_client().post(path, data=body, headers=headers, content_type="application/json")

    def send(self, message: Any = None, message_id: str = "msg_1") -> TestResponse:
        """Send a message as it should be sent."""
        body = json.dumps(self.said() if message is None else message).encode()
        return self.post(body, self.sign(body, message_id))

    def notices(self) -> list[Notice]:
        """Return what is stored."""
        with self.world.sessions() as session:
            whole = joinedload(Notice.submission).undefer(Submission.content), joinedload(Notice.source)
            return list(session.scalars(select(Notice).order_by(Notice.id).options(*whole)))

    def lease(self, position: int = -1, token: str = LEASE) -> Lease:
        """Have a worker begin with a notice."""
        notice_id = self.notices()[position].id
        with self.world.sessions.begin() as session:
            notice = session.get_one(Notice, notice_id)
            notice.token, notice.due, notice.started_at = token, utc_now() + timedelta(minutes=1), utc_now()
            notice.tries += 1
        return Lease(notice_id, token)

    def work(self, position: int = -1) -> Notice:
        """Have a worker do what a notice asks for, and return what became of it."""
        lease = self.lease(position)
        Fetching(self.world.sessions, self.settings)(lease, cancelled=NEVER)
        return self.notices()[position]

    def refused(self, message: dict[str, Any]) -> tuple[str | None, str]:
        """Return whose fault it is that a message comes to nothing, and what is said of it."""
        assert self.send(message).status_code == 202
        notice = self.work()
        assert notice.state is JobState.FAILED
        assert self.world.submissions() == []
        return notice.fault, notice.error_message or ""


@pytest.fixture
def files() -> Iterator[Server]:
    """Return a host that has one file, whatever it is asked for."""
    with Server(answer(CODE)) as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, files: Server) -> Iterator[Desk]:
    world = make_world(tmp_path, sqlite_url)
    settings = chosen_settings(tmp_path, sqlite_url, WEBHOOKS_TO_PRIVATE="yes", LMS_IN_PRIVATE="yes")
    world.app = create_app(settings, world.sessions)
    limiter.enabled = False
    with world.sessions.begin() as session:
        chosen = sources.Chosen("LMS", ISSUER, ["127.0.0.1"], "the bearer")
        source = sources.create(session, world.instructor, world.course.id, chosen)
    yield Desk(world, settings, source, files)
    limiter.enabled = True
    world.close()
