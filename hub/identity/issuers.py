"""Other issuers whose tokens are accepted, and their keys: kept, renewed, and given up."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import aiohttp
from joserfc.jwk import KeySet

from hub.core.errors import SourceUnavailable, Unauthenticated
from hub.core.ports import Clock
from hub.identity.discovery import TROUBLES, signing_keys
from hub.telemetry import logger

_log = logger(__name__)
KEEP: Final = dt.timedelta(minutes=10)
"""How long keys are believed, so that one that was withdrawn ends here too; after half of it others are asked for."""
HOLD: Final = dt.timedelta(hours=1)
"""How long keys are believed whose issuer has not answered since: an outage of it stops no counter at once, and a key
that was withdrawn meanwhile does not live for ever."""
PAUSE: Final = dt.timedelta(seconds=10)
"""Between two questions to one issuer, so that tokens with made-up key ids cost it nothing."""


class IssuerKeys:
    """The keys of one issuer. A key id that is not known makes it ask again: issuers change their keys."""

    def __init__(self, url: str, http: aiohttp.ClientSession, clock: Clock) -> None:
        self._url: Final = url
        self._http = http
        self._clock = clock
        self._keys: KeySet | None = None
        self._got_at: dt.datetime | None = None
        self._asked_at: dt.datetime | None = None
        self._is_away = False
        self._asking: asyncio.Task[None] | None = None

    async def having(self, key_id: str) -> KeySet:
        """The keys, asked for anew when they are old or this one is not among them.

        Whether it is among them then is left to the signature. Raises SourceUnavailable without keys.
        """
        if not self._is_known(key_id) or self._age() > KEEP / 2:
            asking = self._ask()
            if asking is not None and not self._will_do(key_id):
                # One that goes away must not take the answer from the others.
                await asyncio.shield(asking)
        if self._keys is None or self._age() > HOLD:
            raise SourceUnavailable("The issuer of this token does not answer now. Try again in a minute.")
        return self._keys

    def still(self, keys: KeySet) -> bool:
        """Whether these are the keys that hold now, without a question."""
        return keys is self._keys and self._age() <= (HOLD if self._is_away else KEEP)

    def _will_do(self, key_id: str) -> bool:
        """Whether nobody has to wait for the answer, as for that of an issuer that was away last time."""
        return self._is_known(key_id) and self._age() <= (HOLD if self._is_away else KEEP)

    def _is_known(self, key_id: str) -> bool:
        return self._keys is not None and any(key.kid == key_id for key in self._keys.keys)

    def _age(self) -> dt.timedelta:
        return dt.timedelta.max if self._got_at is None else self._clock() - self._got_at

    def _ask(self) -> asyncio.Task[None] | None:
        """The question under way, or a new one; None during the pause after the last."""
        if self._asking is None and (self._asked_at is None or self._clock() - self._asked_at >= PAUSE):
            self._asked_at = self._clock()
            self._asking = asyncio.create_task(self._renew())
            self._asking.add_done_callback(self._answered)
        return self._asking

    def _answered(self, _asking: asyncio.Task[None]) -> None:
        self._asking = None

    async def _renew(self) -> None:
        """Asks for the keys. When the issuer does not answer, the ones that are known go on to hold for a while."""
        at = self._clock()
        try:
            found = await signing_keys(self._http, self._url)
        except TROUBLES as error:
            self._is_away = True
            _log.warning("an issuer's keys cannot be read", extra={"error": type(error).__name__})
            return
        self._is_away, self._got_at = False, at
        # What was verified with the same keys stays verified.
        if self._keys is None or found.as_dict() != self._keys.as_dict():
            self._keys = found


def issuer_of(claims: Mapping[str, Any]) -> str:
    """The issuer that a token names, believed by nobody yet."""
    issuer = claims.get("iss")
    if not isinstance(issuer, str) or not issuer:
        raise Unauthenticated("This token does not say who issued it. Get one from the authorization server.")
    return issuer
