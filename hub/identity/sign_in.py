"""Checking a user name and a password."""

from __future__ import annotations

from hub.core.accounts import User
from hub.core.ports import Clock
from hub.identity.lockout import LockOut, Whence
from hub.identity.passwords import Hashing, hash_secret, holds, is_weak
from hub.identity.ports import IdentityStore
from hub.telemetry import logger

_log = logger(__name__)
_LONGEST_NAME = 100


class SignIn:
    """One tenant's accounts. Names and addresses are not logged."""

    def __init__(self, store: IdentityStore, hashing: Hashing, clock: Clock) -> None:
        self._store = store
        self._hashing = hashing
        self._clock = clock
        self.lockout = LockOut(store, clock)

    async def user(self, username: str, password: str, whence: Whence) -> User | None:
        """The user, or None when name and password do not fit; raises RateLimited for who has to wait.

        A failure is counted before the password is looked at, so that many tries at once do not all pass as the first.
        An unknown name takes as long as a wrong password.
        """
        name = plain_name(username)
        await self.lockout.try_password(name, whence)
        found = await self._store.user_by_name(name) if name.isprintable() and 0 < len(name) <= _LONGEST_NAME else None
        known, hashed = bool(whence.device), found.password_hash if found else None
        fits = await self._hashing.run(holds, password, hashed, known=known)
        if found is None or not fits or not found.active or self._is_over(found):
            _log.info("a log-in failed")
            return None
        await self.lockout.password_fitted(name, whence)
        if is_weak(found.password_hash, self._hashing.hasher) and found.enrol_until is None:
            await self.set_password(found, password)
        return found

    async def set_password(self, user: User, password: str) -> bool:
        """Her own password, hashed with today's parameters; False when what she logged in with has ended meanwhile."""
        hashed = await self._hashing.run(hash_secret, password, self._hashing.hasher, known=True)
        return await self._store.set_password(user.id, hashed, user.password_hash)

    async def is_password(self, user: User, word: str) -> bool:
        """Whether this is what she logs in with now."""
        return await self._hashing.run(holds, word, user.password_hash, known=True)

    def _is_over(self, user: User) -> bool:
        """A one-time word does not hold for ever."""
        return user.enrol_until is not None and self._clock() >= user.enrol_until


def plain_name(username: str) -> str:
    """As it is kept: in small letters."""
    return username.strip().lower()
