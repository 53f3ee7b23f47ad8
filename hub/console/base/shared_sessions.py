"""Sessions that all processes of a hub see: rows of the database, sealed with a key that lies beside the others.

A row holds tokens, so it is encrypted (AES-256-GCM) and bound to its own key: whoever reads a copy of the database
opens nothing, and whoever can write to it cannot put one session in another one's place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final, Self

import orjson

from hub.console.base.session import ABSOLUTE, IDLE, Session
from hub.core.ports import Clock, SealedSession, SealedSessions
from hub.sealing import NotOpened, Sealer, file_key

_FILE: Final = "session.key"
_MOST_WAITING: Final = 10_000
"""Log-ins under way, over all processes: a flood of them pushes out its own oldest, and nobody who works."""


class SessionKey:
    """Seals and opens sessions."""

    def __init__(self, key: bytes) -> None:
        self._sealer = Sealer(key)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The key of a folder; makes one when there is none. Raises BadInput when it cannot be used."""
        key = file_key(
            folder / _FILE,
            what="The key of the console's sessions",
            otherwise="remove the file: everybody logs in again then.",
        )
        return cls(key)

    def seal(self, session: Session) -> SealedSession:
        key_hash = bytes.fromhex(session.key)
        sealed = self._sealer.seal(key_hash, orjson.dumps(dataclasses.asdict(session)))
        return SealedSession(key_hash, sealed, bool(session.access_token), session.created_at, session.seen_at)

    def open(self, row: SealedSession | None) -> Session | None:
        """The session of a row; None for one that another key sealed, whose owner logs in again."""
        if row is None:
            return None
        try:
            known = orjson.loads(self._sealer.open(row.key_hash, row.sealed))
        except NotOpened:
            return None
        notice = tuple(known["notice"]) if known["notice"] else None
        times = {"created_at": row.created_at, "seen_at": row.seen_at}
        return Session(**{**known, **times, "notice": notice})


class SharedSessions:
    """Implements `SessionStore` over sealed rows."""

    def __init__(self, rows: SealedSessions, key: SessionKey, clock: Clock) -> None:
        self._rows, self._key, self._clock = rows, key, clock

    async def get(self, key: str) -> Session | None:
        return self._key.open(await self._rows.get(bytes.fromhex(key)))

    async def put(self, session: Session) -> None:
        await self._rows.put(self._key.seal(session))
        if not session.access_token:
            now = self._clock()
            await self._rows.sweep(now - IDLE, now - ABSOLUTE, _MOST_WAITING)

    async def change(self, key: str, edit: Callable[[Session], Session]) -> Session | None:
        def edited(row: SealedSession) -> SealedSession | None:
            session = self._key.open(row)
            return self._key.seal(edit(session)) if session else None

        return self._key.open(await self._rows.change(bytes.fromhex(key), edited))

    async def delete(self, key: str) -> None:
        await self._rows.delete(bytes.fromhex(key))

    def exclusive(self, key: str) -> AbstractAsyncContextManager[None]:
        return self._rows.exclusive(bytes.fromhex(key))
