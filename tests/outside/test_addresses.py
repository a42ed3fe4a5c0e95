import ipaddress

import pytest

from grader.errors import Refused
from grader.outside import check_address
from grader.outside.addresses import is_public

PRIVATE_HOSTS = [
    "127.0.0.1",
    "127.1",
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "0",
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "169.254.169.254",
    "2852039166",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "lms.localhost",
    "[::]",
    "[::1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:a9fe:a9fe]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:c0a8:101::1]",
    "[2001::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[2600::1%25eth0]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
]
PUBLIC_HOSTS = [
    "lms.example.org",
    "localhost.example.org",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "223.255.255.255",
    "[2606:4700::1111]",
    "[::ffff:8.8.8.8]",
    "[64:ff9b::8.8.8.8]",
    "[2002:808:808::1]",
]


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_host_is_refused_however_it_is_written(host: str) -> None:
    with pytest.raises(Refused, match="private network"):
        check_address(f"https://{host}:8443/hook?a=1", allow_private=False)


@pytest.mark.parametrize("host", PRIVATE_HOSTS)
def test_a_private_host_is_taken_where_a_setting_says_so(host: str) -> None:
    check_address(f"http://{host}/hook", allow_private=True)


@pytest.mark.parametrize("host", PUBLIC_HOSTS)
def test_a_public_host_is_taken(host: str) -> None:
    check_address(f"https://{host}/hook?key=value", allow_private=False)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://lms.example.org/", "begin with https"),
        ("file:///etc/passwd", "begin with https"),
        ("javascript:alert(1)", "begin with https"),
        ("lms.example.org/hook", "begin with https"),
        ("//lms.example.org/hook", "begin with https"),
        ("httpx://lms.example.org", "begin with https"),
        ("", "begin with https"),
        ("https://ada:secret@lms.example.org/", "user name or a password"),
        ("https://ada@lms.example.org/", "user name or a password"),
        ("https://lms.example.org/#part", "must not have a #"),
        ("https://", "not a valid one"),
        ("https:///hook", "not a valid one"),
        ("https://:443/hook", "not a valid one"),
        ("https://lms.example.org:99999/", "not a valid one"),
        ("https://lms.example.org:port/", "not a valid one"),
        ("https://[::1/", "not a valid one"),
        ("https://[v1.a]/", "not a valid one"),
        ("https://*.example.org/", "not a valid one"),
        ("https://①②⑦.0.0.1/", "not a valid one"),
        ("https://１２７.0.0.1/", "not a valid one"),
        (f"https://{'a' * 64}ß.example.org/", "not a valid one"),
        ("https://lms.example.org/a b", "a space"),
        ("https://lms.example.org\\@127.0.0.1/", "a backslash"),
        ("https://lms.example.org/\r\nHost: x", "control character"),
        ("\thttps://lms.example.org/", "control character"),
        ("https://lms.example.org/\x00", "control character"),
        ("https://lms.example.org/" + "a" * 2000, "longer than 2,000"),
    ],
)
@pytest.mark.parametrize("allow_private", [True, False])
def test_what_is_no_address_of_the_web_is_refused_with_words(url: str, words: str, *, allow_private: bool) -> None:
    with pytest.raises(Refused, match=words):
        check_address(url, allow_private=allow_private)


def test_what_is_refused_is_not_repeated() -> None:
    with pytest.raises(Refused) as refused:
        check_address("https://ada:secret@lms.example.org/", allow_private=False)

    assert "secret" not in str(refused.value)


def test_multicast_that_python_calls_global_is_not_public() -> None:
    assert not is_public(ipaddress.ip_address("224.0.1.1"))
    assert not is_public(ipaddress.ip_address("ff0e::1"))
