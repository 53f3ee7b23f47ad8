"""Slows down who guesses passwords, without giving anybody the means to lock others out.

Failures are counted for an account together with the address they come from. Somebody who guesses at a stranger's
account blocks herself; the owner, at another address, logs in as before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Final

from hub.core.ports import Clock
from hub.identity.ports import IdentityStore

_FREE: Final = 5
_FIRST: Final = dt.timedelta(seconds=30)
_LONGEST: Final = dt.timedelta(minutes=15)
_FORGET: Final = dt.timedelta(hours=1)


class LockOut:
    """Five tries are free, then each further failure doubles the wait, from 30 seconds up to 15 minutes."""

    def __init__(self, store: IdentityStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def wait(self, username: str, address: str) -> dt.timedelta:
        """How long this account has to wait at this address; zero when it need not."""
        found = await self._store.failures(_key(username, address))
        now = self._clock()
        if found is None or found.count < _FREE or now - found.last_at >= _FORGET:
            return dt.timedelta(0)
        # The shift is bounded, so that an endless series does not overflow.
        pause = min(_FIRST * (1 << min(found.count - _FREE, 10)), _LONGEST)
        return max(found.last_at + pause - now, dt.timedelta(0))

    async def failed(self, username: str, address: str) -> None:
        now = self._clock()
        await self._store.count_failure(_key(username, address), now, now - _FORGET)

    async def succeeded(self, username: str, address: str) -> None:
        await self._store.clear_failures(_key(username, address))


def _key(username: str, address: str) -> bytes:
    return hashlib.sha256(f"{len(username)}:{username}:{address}".encode()).digest()
