"""Checking a user name and a password."""

from __future__ import annotations

import datetime as dt

from hub.core.accounts import User
from hub.core.errors import RateLimited
from hub.core.ports import Clock
from hub.identity.lockout import LockOut
from hub.identity.passwords import holds
from hub.identity.ports import IdentityStore
from hub.identity.server import EmbeddedServer
from hub.telemetry import logger

_log = logger(__name__)
_LONGEST_NAME = 100


class SignIn:
    """One tenant's accounts. Names and addresses are not logged."""

    def __init__(self, store: IdentityStore, server: EmbeddedServer, clock: Clock) -> None:
        self._store = store
        self._server = server
        self._lockout = LockOut(store, clock)

    async def user(self, username: str, password: str, address: str) -> User | None:
        """The user, or None when name and password do not fit; raises RateLimited for who has to wait.

        A failure is counted before the password is looked at, so that many tries at once do not all pass as the first.
        An unknown name takes as long as a wrong password.
        """
        name = username.strip().lower()
        wait = await self._lockout.wait(name, address)
        if wait:
            raise _too_many(wait)
        await self._lockout.failed(name, address)
        found = await self._store.user_by_name(name) if name.isprintable() and 0 < len(name) <= _LONGEST_NAME else None
        fits = await self._server.run(holds, password, found.password_hash if found else None)
        if found is None or not fits or not found.active:
            _log.info("a log-in failed")
            return None
        await self._lockout.succeeded(name, address)
        return found


def _too_many(wait: dt.timedelta) -> RateLimited:
    minutes = int(wait.total_seconds() // 60) + 1
    return RateLimited(
        f"Too many attempts. Wait {minutes} minute(s), then try again.",
        details={"retryAfter": int(wait.total_seconds()) + 1, "minutes": minutes},
    )
