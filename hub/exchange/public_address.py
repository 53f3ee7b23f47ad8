"""Addresses that somebody outside gave us: nothing of our own network may be reached through them."""

from __future__ import annotations

import ipaddress
import socket
from typing import Final
from urllib.parse import SplitResult, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

from hub.core.errors import BadInput
from hub.exchange.session import open_session

_LONGEST: Final = 500
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64, RFC 6052."""
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
"""Deprecated by RFC 4291; the last four bytes are an IPv4 address."""
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def check_address(url: str, *, sandbox: bool) -> str:
    """The address as given. Raises BadInput for one that is not https, carries a password, or names our own network.

    In the sandbox http on the machine itself is let through. What a name means may change: it is looked at again each
    time that something is sent.
    """
    try:
        parts = urlsplit(url)
        usable = len(url) <= _LONGEST and bool(parts.hostname) and parts.port != 0 and not parts.fragment
    except ValueError:
        raise _refused() from None
    if not usable or parts.username is not None or parts.password is not None or not url.isascii():
        raise _refused()
    if not (_is_on_this_machine(parts) and sandbox) and not _is_outside(parts):
        raise _refused()
    return url


def open_public_session(*, sandbox: bool) -> aiohttp.ClientSession:
    """A session that connects to public addresses only; in the sandbox to this machine too. The caller closes it."""
    connector = aiohttp.TCPConnector(resolver=_PublicResolver(sandbox=sandbox), limit=64, limit_per_host=8)
    return open_session(connector=connector)


class _PublicResolver(AbstractResolver):
    """Names, without those of their addresses that are not public."""

    def __init__(self, *, sandbox: bool) -> None:
        self._names = DefaultResolver()
        self._sandbox = sandbox

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = [each for each in await self._names.resolve(host, port, family) if self._admits(each["host"])]
        if not found:
            raise OSError("This name has no public address.")
        return found

    async def close(self) -> None:
        await self._names.close()

    def _admits(self, address: str) -> bool:
        return _is_public(address) or (self._sandbox and ipaddress.ip_address(address).is_loopback)


def _is_on_this_machine(parts: SplitResult) -> bool:
    return parts.scheme in {"http", "https"} and parts.hostname in _LOCAL


def _is_outside(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if parts.scheme != "https" or host in _LOCAL or host.endswith((".localhost", ".local", ".internal")):
        return False
    try:
        return _is_public(host)
    except ValueError:
        # A name; one without a dot is of our own network.
        return "." in host.strip(".") and not host.rstrip(".").rpartition(".")[2].isdigit()


def _is_public(address: str) -> bool:
    """Raises ValueError for what is no address."""
    found = ipaddress.ip_address(address.partition("%")[0])
    return _is_open(found) and all(_is_open(each) for each in _inside(found))


def _is_open(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    is_local = isinstance(found, ipaddress.IPv6Address) and found.is_site_local
    return found.is_global and not (found.is_multicast or is_local or found in _COMPATIBLE)


def _inside(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> list[ipaddress.IPv4Address]:
    """The IPv4 addresses to which a gateway would lead that knows this form of an IPv6 address."""
    if isinstance(found, ipaddress.IPv4Address):
        return []
    translated = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _TRANSLATED else None
    ends = found.teredo or ()
    return [each for each in (found.ipv4_mapped, found.sixtofour, translated, *ends) if each is not None]


def _refused() -> BadInput:
    return BadInput(
        "This address cannot be used. It has to begin with https://, to name a public host, and to carry neither a "
        "password nor a fragment.",
        path="url",
    )
