import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from grader.db.models import utc_now
from grader.outside import Limits, TooSlow, in_words, session
from tests.outside.conftest import Names
from tests.outside.servers import Server, answer

ANYWHERE = Limits(allow_private=True)


@dataclass(frozen=True)
class Identity:
    """A certificate that vouches for itself, what a server needs to show it, and the names that it was asked for."""

    path: Path
    tls: ssl.SSLContext
    asked_for: list[str | None]


@pytest.fixture
def lms(tmp_path: Path) -> Identity:
    return identity(tmp_path / "lms.pem", [x509.DNSName("lms.example.org")])


def identity(path: Path, names: Sequence[x509.GeneralName], days_left: int = 1) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(utc_now() - datetime.timedelta(days=9))
        .not_valid_after(utc_now() + datetime.timedelta(days=days_left))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    asked_for: list[str | None] = []
    tls.sni_callback = lambda _, server_name, __: asked_for.append(server_name)
    return Identity(path, tls, asked_for)


def test_a_certificate_is_checked_for_the_name_though_the_address_is_pinned(names: Names, lms: Identity) -> None:
    asked = names(lms=["127.0.0.1"])

    with Server(answer(b"safe"), lms.tls) as server, session(ANYWHERE) as asking:
        asking.verify = str(lms.path)
        got = asking.get(server.url(host="lms.example.org", scheme="https"))

    assert got.text == "safe"
    assert lms.asked_for == asked == ["lms.example.org"]


def test_a_certificate_for_another_name_is_refused(names: Names, lms: Identity) -> None:
    names(other=["127.0.0.1"])

    with Server(answer(), lms.tls) as server, session(ANYWHERE) as asking:
        asking.verify = str(lms.path)
        with pytest.raises(requests.exceptions.SSLError) as failed:
            asking.get(server.url(host="other.example.org", scheme="https"))

    assert server.requests == []
    assert in_words(failed.value).startswith("Its certificate is not valid: Hostname mismatch")


def test_a_certificate_that_nobody_vouches_for_is_refused(names: Names, lms: Identity) -> None:
    names(lms=["127.0.0.1"])

    with (
        Server(answer(), lms.tls) as server,
        session(ANYWHERE) as asking,
        pytest.raises(requests.exceptions.SSLError) as failed,
    ):
        asking.get(server.url(host="lms.example.org", scheme="https"))

    assert server.requests == []
    assert in_words(failed.value) == "Its certificate is not valid: self-signed certificate."


def test_a_certificate_that_has_expired_is_refused(names: Names, tmp_path: Path) -> None:
    names(lms=["127.0.0.1"])
    old = identity(tmp_path / "old.pem", [x509.DNSName("lms.example.org")], days_left=-1)

    with Server(answer(), old.tls) as server, session(ANYWHERE) as asking:
        asking.verify = str(old.path)
        with pytest.raises(requests.exceptions.SSLError) as failed:
            asking.get(server.url(host="lms.example.org", scheme="https"))

    assert in_words(failed.value) == "Its certificate is not valid: certificate has expired."


def test_a_certificate_may_be_for_an_address(tmp_path: Path) -> None:
    local = identity(tmp_path / "local.pem", [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])

    with Server(answer(b"safe"), local.tls) as server, session(ANYWHERE) as asking:
        asking.verify = str(local.path)
        assert asking.get(server.url(scheme="https")).text == "safe"


def test_what_speaks_no_tls_is_said_so() -> None:
    with Server(answer()) as server, session(ANYWHERE) as asking, pytest.raises(requests.RequestException) as failed:
        asking.get(server.url(scheme="https"))

    assert in_words(failed.value) == "No secure connection to it could be made."


def test_a_body_that_drips_through_tls_ends_at_the_deadline(names: Names, lms: Identity) -> None:
    names(lms=["127.0.0.1"])
    over = threading.Event()

    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(400):
            line.sendall(b"a")
            if over.wait(0.05):
                return

    with Server(drip, lms.tls) as server, session(Limits(allow_private=True, deadline_s=0.5)) as asking:
        asking.verify = str(lms.path)
        try:
            with pytest.raises(TooSlow):
                asking.get(server.url(host="lms.example.org", scheme="https"))
        finally:
            over.set()


def test_a_handshake_that_never_comes_ends_with_the_time_to_connect() -> None:
    impatient = Limits(allow_private=True, connect_timeout_s=0.1)

    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        session(impatient) as asking,
        pytest.raises(requests.Timeout) as failed,
    ):
        asking.get(f"https://127.0.0.1:{silent.getsockname()[1]}/")

    assert in_words(failed.value) == "It did not answer in time."
