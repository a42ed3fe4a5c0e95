"""The settings, read once from the environment; no other module reads it."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

from grader.errors import ServiceError

MAX_LEASE_S = 300
"""What is leased for much longer counts as left behind by a clock that jumped: see ``Job.FARTHEST``."""
LOG_FORMATS = ("text", "json")
MAIL_SCHEMES = ("smtp", "smtp+starttls", "smtps")
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Settings:
    """What a deployment may choose. The name of a variable is the field's name in capitals."""

    data_dir: Path
    """Folder of the database, the secret and the lock of the worker."""
    database_url: str
    """Any SQLAlchemy URL of SQLite or PostgreSQL."""
    secret_key: str
    """Signs sessions and seeds exams; kept in the data folder when it is not set."""
    broker: str = "memory://"
    """Where Celery carries run ids; with ``memory://``, one worker runs beside the pages."""
    host: str = "127.0.0.1"
    port: int = 8000
    slots: int = 2
    """Runs at the same time on this machine."""
    pool: int = 2
    """So many containers wait for submissions at most; as many as runs that are done at the same time are enough."""
    lease_s: float = 30.0
    """A run whose worker has been silent for so long is given to another; at most :data:`MAX_LEASE_S`."""
    metrics_port: int | None = None
    """Where metrics are served at ``host``, those of the worker of ``grader run`` at the next port; None: nowhere."""
    log_format: str = "text"
    """``text`` for people, or ``json``: one object a line."""
    sandbox_base: str = ""
    """Base image of the sandbox; empty: ``python:3.12-slim``, or one built here when no registry answers."""
    sandbox_runtime: str = ""
    """The engine's runtime for sandboxes, such as ``runsc`` (gVisor) or ``crun``; empty: the engine's default."""
    smtp_url: str = field(default="", repr=False)
    """Where mail goes out: ``smtp://``, ``smtp+starttls://`` or ``smtps://``; empty: nowhere, and no links by mail."""
    mail_from: str = ""
    """Whom mails are from."""
    max_upload_kib: int = 256
    """The largest file that a student may submit."""
    public_url: str = ""
    """Where people reach the application; empty: at its host and port. With ``https://``, cookies are marked secure."""
    webhooks_to_private: bool = False
    """Whether webhooks may go to addresses in private networks, and files of inbound ones may come from there."""
    lms_in_private: bool = False
    """Whether an LMS may be in a private network."""
    assignments_dir: Path = ROOT / "assignments"
    i_accept_that_limits_are_not_enforced: bool = False
    """Start even where a submission can take all memory, processes or cores, or reach the network."""

    @property
    def address(self) -> str:
        """Where people reach the application, with no slash at the end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def https(self) -> bool:
        """Whether that is over HTTPS."""
        return self.address.startswith("https://")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of *environ* (default: the process's, over those of ``.env``).

    ``NAME_FILE`` names a file that holds the value of ``NAME``, so that secrets need not be in the environment.

    Raises:
        ServiceError: a value cannot be read; the message names the variable.

    """
    values = _with_files({**_dotenv(), **os.environ} if environ is None else environ)
    data_dir = Path(values.get("DATA_DIR") or ROOT / "var").expanduser().resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if values.get("BROKER") and not values.get("SECRET_KEY"):
        raise ServiceError("With BROKER, SECRET_KEY must be set, to the same text for every process: it seeds exams.")
    slots = _whole_number(values, "SLOTS", min(os.cpu_count() or 1, 8))
    return Settings(
        data_dir=data_dir,
        database_url=values.get("DATABASE_URL") or f"sqlite:///{data_dir / 'grader.db'}",
        secret_key=values.get("SECRET_KEY") or _kept_secret(data_dir / "secret"),
        broker=values.get("BROKER") or Settings.broker,
        host=values.get("HOST") or Settings.host,
        port=_whole_number(values, "PORT", Settings.port),
        slots=slots,
        pool=_whole_number(values, "POOL", slots),
        lease_s=float(_whole_number(values, "LEASE_S", int(Settings.lease_s), MAX_LEASE_S)),
        metrics_port=_whole_number(values, "METRICS_PORT", 0, 65534) if values.get("METRICS_PORT") else None,
        log_format=_one_of(values, "LOG_FORMAT", LOG_FORMATS),
        sandbox_base=values.get("SANDBOX_BASE") or "",
        sandbox_runtime=values.get("SANDBOX_RUNTIME") or "",
        smtp_url=_smtp_url(values),
        mail_from=values.get("MAIL_FROM") or "",
        max_upload_kib=_whole_number(values, "MAX_UPLOAD_KIB", Settings.max_upload_kib),
        public_url=(values.get("PUBLIC_URL") or "").rstrip("/"),
        webhooks_to_private=_yes(values, "WEBHOOKS_TO_PRIVATE"),
        lms_in_private=_yes(values, "LMS_IN_PRIVATE"),
        assignments_dir=Path(values.get("ASSIGNMENTS_DIR") or Settings.assignments_dir).resolve(),
        i_accept_that_limits_are_not_enforced=_yes(values, "I_ACCEPT_THAT_LIMITS_ARE_NOT_ENFORCED"),
    )


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}


def _with_files(values: Mapping[str, str]) -> dict[str, str]:
    """Return *values* with those that are in files; what a file says ends before its last line break."""
    read = dict(values)
    for name in [each.name.upper() for each in fields(Settings)]:
        path = values.get(f"{name}_FILE")
        if not path:
            continue
        if values.get(name):
            raise ServiceError(f"{name} and {name}_FILE are both set: keep one of them.")
        try:
            read[name] = Path(path).read_text().rstrip("\n")
        except (OSError, ValueError) as error:
            raise ServiceError(f"{name}_FILE: {path} cannot be read: {error}") from error
    return read


def _whole_number(values: Mapping[str, str], name: str, default: int, highest: int | None = None) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ServiceError(f"{name} must be a whole number above zero, not {text!r}.")
    if highest and int(text) > highest:
        raise ServiceError(f"{name} must be at most {highest}, not {text}.")
    return int(text)


def _one_of(values: Mapping[str, str], name: str, words: Sequence[str]) -> str:
    text = values.get(name) or words[0]
    if text not in words:
        raise ServiceError(f"{name} must be {' or '.join(words)}, not {text!r}.")
    return text


def _yes(values: Mapping[str, str], name: str) -> bool:
    return _one_of(values, name, ("no", "yes")) == "yes"


def _smtp_url(values: Mapping[str, str]) -> str:
    """Return where mail goes out; no message repeats it, there may be a password in it."""
    url = values.get("SMTP_URL") or ""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in MAIL_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right:
        raise ServiceError(f"SMTP_URL must begin with one of {', '.join(MAIL_SCHEMES)}://, and name a host.")
    if "@" not in parseaddr(values.get("MAIL_FROM") or "")[1]:
        raise ServiceError("With SMTP_URL, MAIL_FROM must be an address, such as grader@example.org.")
    return url


def _kept_secret(path: Path) -> str:
    """Return the secret in the file at *path*; the first process to ask makes it."""
    if not path.exists():
        draft = path.with_name(f"secret.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
