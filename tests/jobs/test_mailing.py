"""Links are made when they are sent, through a real SMTP server, and are kept nowhere."""

import logging
import re
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import Base, JobState, SignInMail, utc_now
from grader.errors import Refused
from grader.jobs import mailing
from grader.jobs.carrier import Kind, Queue
from grader.jobs.embedded import Host
from grader.jobs.leases import Lease
from grader.jobs.mailing import Mailing
from grader.jobs.presence import Roll
from grader.services import accounts, sign_in_mails
from grader.settings import Settings
from tests.conftest import SQLITE_ONLY, School
from tests.servers.process import free_port

LINK = re.compile(r"https://grader\.example\.org/sign-in/([\w-]{43})")


@dataclass
class Inbox:
    """Takes mail; the first *refusals* come to nothing."""

    mails: list[EmailMessage] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    refusals: int = 0
    port: int = 0

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.refusals:
            self.refusals -= 1
            return f"451 {envelope.rcpt_tos[0]} is busy"
        self.receivers.append(envelope.rcpt_tos)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"

    def text(self, position: int = -1) -> str:
        """Return the words of a mail."""
        return str(self.mails[position].get_content())

    def token(self, position: int = -1) -> str:
        """Return what the link in a mail ends with."""
        found = LINK.search(self.text(position))
        assert found
        return found[1]


@pytest.fixture
def serve() -> Iterator[Callable[..., Inbox]]:
    """Return what starts a mail server on a port of its own."""
    controllers: list[Controller] = []

    def start(**options: Any) -> Inbox:
        inbox = Inbox(port=free_port())
        controllers.append(Controller(inbox, hostname="127.0.0.1", port=inbox.port, **options))
        controllers[-1].start()
        return inbox

    yield start
    for each in controllers:
        each.stop()


@pytest.fixture
def inbox(serve: Callable[..., Inbox]) -> Inbox:
    return serve()


def settings_for(url: str, folder: Path) -> Settings:
    return Settings(
        folder,
        "",
        "secret",
        smtp_url=url,
        mail_from="Grader <grader@example.org>",
        public_url="https://grader.example.org",
    )


def ask(sessions: sessionmaker[Session], email: str) -> SignInMail:
    """Ask for a link, and lease the row as a worker does."""
    with sessions.begin() as session:
        sign_in_mails.ask(session, email)
        mail = session.scalars(select(SignInMail).order_by(SignInMail.id.desc())).first()
        assert mail is not None
        mail.token, mail.due, mail.started_at = "lease", utc_now() + timedelta(minutes=1), utc_now()
    return mail


def all_mails(sessions: sessionmaker[Session]) -> list[SignInMail]:
    with sessions() as session:
        return list(session.scalars(select(SignInMail).order_by(SignInMail.id)))


def deliver(sessions: sessionmaker[Session], mail: SignInMail, settings: Settings) -> object:
    return Mailing(sessions, settings)(Lease(mail.id, "lease"), threading.Event())


def test_a_link_comes_by_mail_and_signs_in_once(
    sessions: sessionmaker[Session], school: School, inbox: Inbox, tmp_path: Path
) -> None:
    mail = ask(sessions, " ADA@example.org ")
    assert deliver(sessions, mail, settings_for(f"smtp://127.0.0.1:{inbox.port}", tmp_path)) is None
    assert inbox.receivers == [["ada@example.org"]]
    [sent] = inbox.mails
    assert (sent["From"], sent["To"]) == ("Grader <grader@example.org>", "Ada <ada@example.org>")
    assert "within the next 15 minutes" in inbox.text()
    [row] = all_mails(sessions)
    assert (row.state, row.token) == (JobState.DONE, None)
    with sessions.begin() as session:
        assert accounts.use_sign_in_link(session, inbox.token()).id == school.ada.id
    with pytest.raises(Refused), sessions.begin() as session:
        accounts.use_sign_in_link(session, inbox.token())


def test_the_link_is_in_no_table_and_no_log(
    sessions: sessionmaker[Session],
    school: School,
    inbox: Inbox,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    mail = ask(sessions, school.ada.email)
    deliver(sessions, mail, settings_for(f"smtp://127.0.0.1:{inbox.port}", tmp_path))
    with sessions() as session:
        tables = Base.metadata.sorted_tables
        kept = " ".join(str(row) for table in tables for row in session.execute(select(table)))
    assert school.ada.email in kept
    assert inbox.token() not in kept
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("grader"))
    assert inbox.token() not in ours
    assert school.ada.email not in ours


def test_an_unknown_address_gets_nothing_and_leaves_nothing(
    sessions: sessionmaker[Session], school: School, inbox: Inbox, tmp_path: Path
) -> None:
    mail = ask(sessions, "stranger@example.org")
    assert mail.user_id is None
    assert deliver(sessions, mail, settings_for(f"smtp://127.0.0.1:{inbox.port}", tmp_path)) is None
    assert (inbox.mails, all_mails(sessions)) == ([], [])
    assert school.ada.email not in str(inbox.receivers)


def test_nobody_gets_more_than_three_in_an_hour(sessions: sessionmaker[Session], school: School) -> None:
    for _ in range(5):
        ask(sessions, school.ada.email)
    ask(sessions, school.ben.email)
    ada, ben = school.ada.id, school.ben.id
    assert [mail.user_id for mail in all_mails(sessions)] == [ada, ada, ada, None, None, ben]
    with sessions.begin() as session:
        for mail in session.scalars(select(SignInMail)):
            mail.created_at -= timedelta(hours=1, seconds=1)
    assert ask(sessions, school.ada.email).user_id == ada


def test_nobody_gets_more_by_asking_at_once(sessions: sessionmaker[Session], school: School) -> None:
    def one(_: int) -> None:
        with sessions.begin() as session:
            sign_in_mails.ask(session, school.ada.email)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    assert sum(mail.user_id is not None for mail in all_mails(sessions)) == 3


def test_who_is_erased_gets_no_link(sessions: sessionmaker[Session], school: School) -> None:
    with sessions.begin() as session:
        session.merge(school.ada, load=False).erased_at = utc_now()
    assert ask(sessions, school.ada.email).user_id is None


@pytest.mark.parametrize("email", ["", "ada", "a@b@c.org", "ada@example.org, eve@example.org", "a\x00@b.org"])
def test_what_is_no_address_is_told_so(sessions: sessionmaker[Session], email: str) -> None:
    with pytest.raises(Refused, match="Enter an email address"), sessions.begin() as session:
        sign_in_mails.ask(session, email)


def test_an_old_lease_sends_nothing(
    sessions: sessionmaker[Session], school: School, inbox: Inbox, tmp_path: Path
) -> None:
    mail = ask(sessions, school.ada.email)
    settings = settings_for(f"smtp://127.0.0.1:{inbox.port}", tmp_path)
    assert Mailing(sessions, settings)(Lease(mail.id, "an old one"), threading.Event()) is None
    assert inbox.mails == []


@pytest.mark.parametrize("name", ['Zoë "Q" <x@y.org>', "=?utf-8?q?x?=", "a, b: c;", "x" * 120])
def test_no_name_changes_who_gets_it(name: str, inbox: Inbox, tmp_path: Path) -> None:
    settings = settings_for(f"smtp://127.0.0.1:{inbox.port}", tmp_path)
    letter = sign_in_mails.Letter(name, "ada@example.org", "t" * 43)
    mailing.send(settings.smtp_url, mailing.message(letter, settings), letter.email)
    assert inbox.receivers == [["ada@example.org"]]
    assert [each for _, each in getaddresses([str(inbox.mails[0]["To"])])] == ["ada@example.org"]
    assert f"Hello {name}," in inbox.text()


@SQLITE_ONLY
def test_what_cannot_be_sent_is_tried_again_and_told_without_the_address(
    sessions: sessionmaker[Session], school: School, inbox: Inbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    inbox.refusals = 1
    settings = settings_for(f"smtp://127.0.0.1:{inbox.port}", tmp_path)
    queue = Queue(settings, sessions, [Kind(SignInMail, Mailing(sessions, settings))], Roll(sessions, slots=1))
    host = Host(queue, tmp_path / "lock")
    host.start()
    try:
        with sessions.begin() as session:
            sign_in_mails.ask(session, school.ada.email)
        end = time.monotonic() + 20
        while all_mails(sessions)[0].state is JobState.OPEN and time.monotonic() < end:
            time.sleep(0.05)
    finally:
        host.stop(5)
    [mail] = all_mails(sessions)
    assert (mail.state, mail.tries, mail.error_message) == (JobState.DONE, 2, "SMTPDataError 451")
    assert len(inbox.mails) == 1
    told = str([vars(record) for record in caplog.records])
    assert "'SMTPDataError 451'" in told
    assert school.ada.email not in told
    with sessions.begin() as session:
        assert accounts.use_sign_in_link(session, inbox.token()).id == school.ada.id


@SQLITE_ONLY
def test_a_server_that_is_not_there_is_our_problem(
    sessions: sessionmaker[Session], school: School, tmp_path: Path
) -> None:
    mail = ask(sessions, school.ada.email)
    problem = Mailing(sessions, settings_for("smtp://127.0.0.1:1", tmp_path))(
        Lease(mail.id, "lease"), threading.Event()
    )
    assert problem is not None
    assert (problem.fault, problem.kind) == ("service", "mail_not_sent")
    assert problem.message.startswith("ConnectionRefusedError")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate of 127.0.0.1, signed by nobody."""
    folder = tmp_path_factory.mktemp("certificate")
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-subj", "/CN=127.0.0.1"]
    command = ["openssl", "req", "-x509", "-days", "1", *made, "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def test_a_server_with_a_password_is_used_over_tls_alone(
    serve: Callable[..., Inbox], certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[tuple[bytes, bytes]] = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        tried.append((data.login, data.password))
        return AuthResult(success=tried[-1] == (b"us/er", b"p@ss"))

    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    inbox = serve(tls_context=context, require_starttls=True, authenticator=check, auth_required=True)
    settings = settings_for(f"smtp+starttls://us%2Fer:p%40ss@127.0.0.1:{inbox.port}", tmp_path)
    mail = mailing.message(sign_in_mails.Letter("Ada", "ada@example.org", "t" * 43), settings)
    with pytest.raises(ssl.SSLCertVerificationError):
        mailing.send(settings.smtp_url, mail, "ada@example.org")
    assert tried == [], "nobody unknown is told the password"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    mailing.send(settings.smtp_url, mail, "ada@example.org")
    assert (len(inbox.mails), tried) == (1, [(b"us/er", b"p@ss")])
