"""Sends sign-in links by mail."""

import smtplib
import ssl
import threading
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from sqlalchemy.orm import Session, sessionmaker

from grader.db.models import utc_now
from grader.exam.report import Problem
from grader.jobs import telling
from grader.jobs.leases import Lease
from grader.services import sign_in_mails
from grader.services.sign_in_mails import LINK_LIFETIME, Letter
from grader.settings import Settings

TIMEOUT_S = 15.0
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TEXT = """\
Hello {name},

this link signs you in to the grader, once, within the next {minutes} minutes:

{link}

If you did not ask for it, do nothing: without the link nobody is signed in.
"""


class Mailing:
    """Sends the mail that a row asks for. What goes wrong is told without any address or link."""

    def __init__(self, sessions: sessionmaker[Session], settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings

    def __call__(self, lease: Lease, cancelled: threading.Event) -> Problem | None:  # noqa: ARG002 - it ends in time
        """Make the link, send it, and write down that it is sent; no transaction is open meanwhile."""
        with self._sessions.begin() as session:
            letter = sign_in_mails.write(session, lease.id, lease.token)
        if letter is None:
            return None
        try:
            send(self._settings.smtp_url, message(letter, self._settings), letter.email)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return Problem("service", "mail_not_sent", _without_secrets(error))
        with self._sessions.begin() as session:
            sign_in_mails.sent(session, lease.id, lease.token, utc_now())
        telling.ended("done")
        return None


def message(letter: Letter, settings: Settings) -> EmailMessage:
    """Return the mail."""
    mail = EmailMessage(LINES)
    mail["From"] = settings.mail_from
    mail["To"] = Address(letter.name, addr_spec=letter.email)
    mail["Subject"] = "Your sign-in link"
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=parseaddr(settings.mail_from)[1].rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    link = f"{settings.address}/sign-in/{letter.token}"
    mail.set_content(TEXT.format(name=letter.name, minutes=int(LINK_LIFETIME.total_seconds() // 60), link=link))
    return mail


def send(url: str, mail: EmailMessage, to: str) -> None:
    """Send *mail* to this one address through the server at *url*, whose certificate must be right if there is TLS.

    Raises:
        OSError: the server cannot be reached, or is not who it should be.
        smtplib.SMTPException: it does not take the mail.

    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    verified = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=verified)
    else:
        server = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=verified)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(mail, to_addrs=[to])


def _without_secrets(error: Exception) -> str:
    """Return the kind of error and the server's code; what servers say besides repeats addresses."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__
