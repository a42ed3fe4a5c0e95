"""Which addresses may be asked: by their form, and by the network that they are in."""

import ipaddress
import socket

import requests
from urllib3.util import Url, parse_url

from grader.errors import Refused

MAX_CHARS = 2000
PRIVATE = "The address is in a private network. Give one that can be reached from the internet."
INVALID = "The address is not a valid one. Give the whole of it, as in https://lms.example.org/hook."
IPV4_NOT_PUBLIC = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/3"),
    )
)
"""What IANA keeps for special purposes, multicast included; Python's own lists change from version to version."""
IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")
IPV6_NOT_PUBLIC = tuple(ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20"))
IPV6_AROUND_IPV4 = {
    ipaddress.IPv6Network("::ffff:0:0/96"): 0,  # mapped
    ipaddress.IPv6Network("64:ff9b::/96"): 0,  # NAT64
    ipaddress.IPv6Network("2002::/16"): 80,  # 6to4
}
"""Networks whose addresses hold one of IPv4, and how many bits stand behind it."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def check_address(url: str, *, allow_private: bool) -> None:
    """Check what can be said of an address without asking anybody.

    Raises:
        Refused: it is not one that may be asked; the message says what to change.

    """
    reason = objection(url, allow_private=allow_private)
    if reason:
        raise Refused(reason)


def objection(url: str, *, allow_private: bool) -> str | None:
    """Return what is wrong with an address, in words for whoever wrote it, or ``None``."""
    if len(url) > MAX_CHARS:
        return f"The address is longer than {MAX_CHARS:,} characters. Give a shorter one."
    if not url.isprintable() or " " in url or "\\" in url:
        return "The address has a space, a backslash or a control character in it. Write it without."
    if not url.lower().startswith(("https://", "http://")):
        return "The address must begin with https:// or http://."
    try:
        parts = parse_url(requests.Request("GET", url).prepare().url or "")
    except (requests.RequestException, ValueError):
        return INVALID
    return _objection_to_parts(parts, allow_private=allow_private)


def is_public(address: Address) -> bool:
    """Say whether an address is one of the internet's, and not of our own machine or networks."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in IPV4_NOT_PUBLIC)
    if address.scope_id is not None:
        return False
    for network, bits_behind in IPV6_AROUND_IPV4.items():
        if address in network:
            return is_public(ipaddress.IPv4Address(int(address) >> bits_behind & 0xFFFFFFFF))
    return address in IPV6_PUBLIC and not any(address in network for network in IPV6_NOT_PUBLIC)


def _objection_to_parts(parts: Url, *, allow_private: bool) -> str | None:
    if not parts.host:
        return INVALID
    if parts.auth is not None:
        return "The address must not have a user name or a password in it."
    if parts.fragment is not None:
        return "The address must not have a # in it: what follows it is never sent."
    return None if allow_private or _may_be_public(parts.host) else PRIVATE


def _may_be_public(host: str) -> bool:
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return False
    address = _literal(name)
    return address is None or is_public(address)


def _literal(host: str) -> Address | None:
    """Return the address that a host is written as; the C library also reads ``0x7f.1`` and ``2130706433`` as one."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None
