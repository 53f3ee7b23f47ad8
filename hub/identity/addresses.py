"""Where a request comes from, when a proxy of the office stands before the hub.

A proxy writes whom it speaks for at the end of `X-Forwarded-For`; what stands before was sent by the caller, who may
write there what she likes. So it is read from its end, and believed only as far as trusted proxies wrote it.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Final

from aiohttp import web

_HEADER: Final = "X-Forwarded-For"
_MOST: Final = 20
_NETWORK_BITS: Final = 64
"""Of an IPv6 address: one machine has all that follow."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Proxies:
    """The networks of proxies that are trusted; none of them: whoever holds the connection is the caller."""

    def __init__(self, networks: Iterable[str] = ()) -> None:
        """Raises ValueError for what is no address and no network in CIDR notation."""
        self._networks = tuple(ipaddress.ip_network(network) for network in networks)

    def address(self, request: web.Request) -> str:
        """The caller's address; empty where the connection has none."""
        return self.seen(request.remote or "", request.headers.getall(_HEADER, []))

    def seen(self, remote: str, forwarded: Sequence[str]) -> str:
        """`forwarded` are the values of the header, in their order."""
        said = [part.strip() for value in forwarded for part in value.split(",")][-_MOST:]
        caller = remote
        while said and self._trusts(caller):
            found = _parsed(said.pop())
            if found is None:
                break
            caller = str(found)
        return caller

    def _trusts(self, address: str) -> bool:
        found = _parsed(address)
        return found is not None and any(found in network for network in self._networks)


def _parsed(text: str) -> _Address | None:
    """An address, in brackets and with a port or without; an IPv4 one in IPv6's clothes is itself."""
    host = text[1:].partition("]")[0] if text.startswith("[") else text
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found


def network_of(address: str) -> str:
    """What one machine may change at will is left out."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    mapped = found.ipv4_mapped
    return str(mapped or ipaddress.ip_network((found, _NETWORK_BITS), strict=False))
