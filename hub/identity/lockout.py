"""Slows down who guesses, without giving anybody the means to lock others out.

What is tried is counted under several keys, each with a pace of its own:

* somebody at a device from which this account logged in before is counted at that device alone. Whatever others do to
  the account, and whoever shares the address, she logs in (OWASP: device cookies);
* everybody else is counted for the account at the address, so that a stranger first blocks herself; for the account
  over all addresses, so that a thousand machines together stay slow; and for the address over all accounts, so that
  one machine does not try one password on everybody;
* the second step is counted for the account, wherever it comes from: who gets there knows the password.

What is refused is not counted, so no series of tries keeps a door shut longer than one pause.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.core.accounts import Failures
from hub.core.errors import RateLimited
from hub.core.ports import Clock
from hub.identity.addresses import network_of
from hub.identity.ports import IdentityStore

_FORGET: Final = dt.timedelta(hours=1)
_MOST_ROWS: Final = 100_000
_SWEEP_EVERY: Final = 500
"""Tries of one process, after which rows beyond the most are dropped; each of them costs its sender a slow hash."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`free` tries, then each further failure doubles the pause, from `first` up to `longest`."""

    free: int
    first: dt.timedelta
    longest: dt.timedelta

    def pause(self, found: Failures | None, now: dt.datetime) -> dt.timedelta:
        """How long to wait from now on; zero when nobody needs to."""
        if found is None or found.count < self.free or now - found.last_at > _FORGET:
            return dt.timedelta(0)
        # The shift is bounded, so that an endless series does not overflow.
        pause = min(self.first * (1 << min(found.count - self.free, 20)), self.longest)
        return max(found.last_at + pause - now, dt.timedelta(0))


ALONE: Final = Pace(5, dt.timedelta(seconds=30), dt.timedelta(minutes=15))
"""At one device, or at one address: nobody but this person is slowed down."""
ACCOUNT: Final = Pace(20, dt.timedelta(seconds=1), dt.timedelta(minutes=1))
"""Over all addresses. The owner at a new device may meet it, so it stays short: 1,440 guesses a day at most."""
ADDRESS: Final = Pace(50, dt.timedelta(seconds=1), dt.timedelta(minutes=5))
"""Over all accounts. A whole office may stand behind one address."""
CODE: Final = Pace(5, dt.timedelta(seconds=30), dt.timedelta(minutes=15))
"""Of the second step: some hundred guesses a day, of which three in a million are right."""


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a try comes from. `device` is known for this account, or empty."""

    address: str
    device: str = ""


class LockOut:
    """Counts before anything is looked at, so that many tries at once do not all pass as the first."""

    def __init__(self, store: IdentityStore, clock: Clock, most_rows: int = _MOST_ROWS) -> None:
        self._store = store
        self._clock = clock
        self._most_rows = most_rows
        self._tries = 0

    async def try_password(self, username: str, whence: Whence) -> None:
        """Counts a try as failed until it has succeeded; raises RateLimited for who has to wait."""
        await self._try(_password_keys(username, whence))

    async def password_fitted(self, username: str, whence: Whence) -> None:
        """Forgets what failed here, and takes back what was counted for all."""
        keys = _password_keys(username, whence)
        alone = [key for key, pace in keys.items() if pace is ALONE]
        await self._store.forgive_failures(alone, [key for key in keys if key not in alone])

    async def try_code(self, username: str, whence: Whence) -> None:
        """As `try_password`, for the second step."""
        await self._try(_code_keys(username, whence))

    async def code_fitted(self, username: str, whence: Whence) -> None:
        await self._store.forgive_failures(list(_code_keys(username, whence)), [])

    async def _try(self, keys: Mapping[bytes, Pace]) -> None:
        now, pause = self._clock(), dt.timedelta(0)

        def admits(found: Mapping[bytes, Failures]) -> bool:
            nonlocal pause
            pause = max(pace.pause(found.get(key), now) for key, pace in keys.items())
            return not pause

        await self._sweep()
        if not await self._store.count_failure(list(keys), admits, now, now - _FORGET):
            raise too_many(pause)

    async def _sweep(self) -> None:
        self._tries += 1
        if self._tries % _SWEEP_EVERY == 0:
            await self._store.drop_oldest_failures(self._most_rows)


def too_many(wait: dt.timedelta) -> RateLimited:
    minutes = int(wait.total_seconds() // 60) + 1
    return RateLimited(
        f"Too many attempts. Wait {minutes} minute(s), then try again.",
        details={"retryAfter": int(wait.total_seconds()) + 1, "minutes": minutes},
    )


def _password_keys(username: str, whence: Whence) -> Mapping[bytes, Pace]:
    if whence.device:
        return {_key("device", username, whence.device): ALONE}
    address = network_of(whence.address)
    return {
        _key("here", username, address): ALONE,
        _key("account", username): ACCOUNT,
        _key("address", address): ADDRESS,
    }


def _code_keys(username: str, whence: Whence) -> Mapping[bytes, Pace]:
    return {_key("code", username, whence.device): CODE}


def _key(*parts: str) -> bytes:
    """Tells neither account nor address."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).digest()
