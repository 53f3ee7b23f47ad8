"""What an operator says of another issuer whose tokens are accepted."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from hub.identity.claims import ClaimNames, RoleRules

LONGEST: Final = dt.timedelta(hours=1)
"""Life of a token, unless the issuer's settings say otherwise."""
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class ExternalIssuer:
    """`url` is compared letter by letter with `iss`; `audience` must stand in `aud`.

    `clients` are those of the issuer that may bring a token without being registered here. `longest`: a token that was
    issued for a longer life is refused.
    """

    url: str
    audience: str
    names: ClaimNames = field(default_factory=ClaimNames)
    rules: RoleRules = field(default_factory=RoleRules)
    clients: frozenset[str] = frozenset()
    longest: dt.timedelta = LONGEST


def is_safe(url: str) -> bool:
    """Whether keys may come from there: by TLS, or from this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
