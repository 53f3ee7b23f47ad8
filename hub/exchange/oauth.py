"""OAuth 2.0 client credentials (RFC 6749, section 4.4): one token for all questions until it ends."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import Any, Final

from hub.core.ports import Clock
from hub.exchange.client import HttpClient, Question
from hub.exchange.failures import Reason, unavailable
from hub.exchange.manifest import Manifest

_MARGIN: Final = dt.timedelta(seconds=60)
_LONGEST: Final = dt.timedelta(minutes=50)
_UNSAID: Final = dt.timedelta(minutes=5)
"""How long a token is used when the answer does not say how long it lasts."""


@dataclass(frozen=True, slots=True)
class _Grant:
    token: str = field(repr=False)
    until: dt.datetime


class ClientCredentials:
    """Gives the cached token; asks for a new one when it has ended or was not accepted. Many callers, one question.

    `client` must be one of its own without tokens, since the caller's question is under way meanwhile.
    """

    def __init__(self, client: HttpClient, question: Question, manifest: Manifest, clock: Clock) -> None:
        self._client = client
        self._question = question
        self._manifest = manifest
        self._clock = clock
        self._lock = asyncio.Lock()
        self._grant: _Grant | None = None

    async def token(self) -> str:
        """A token that should still hold. Raises SourceUnavailable."""
        async with self._lock:
            if self._grant is None or self._grant.until <= self._clock():
                self._grant = await self._ask()
            return self._grant.token

    def forget(self, token: str) -> None:
        """Drops the token, unless somebody has brought a newer one meanwhile."""
        if self._grant is not None and self._grant.token == token:
            self._grant = None

    async def _ask(self) -> _Grant:
        asked = self._clock()
        reply = await self._client.ask(self._question)
        if reply.status != 200:
            raise unavailable(self._manifest, Reason.REFUSED)
        answer = reply.json()
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not _fits_a_header(token):
            raise unavailable(self._manifest, Reason.UNREADABLE)
        return _Grant(token, asked + _lifetime(answer.get("expires_in")))


def _fits_a_header(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _lifetime(expires_in: Any) -> dt.timedelta:
    """How long to use a token; `expires_in` in seconds is a number or, at some gateways, a text."""
    text = str(expires_in)
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        return _UNSAID
    return min(max(dt.timedelta(seconds=int(text)) - _MARGIN, dt.timedelta(0)), _LONGEST)
