"""Sessions that all processes of a hub see: rows of the database, sealed with a key that lies beside the others.

A row holds tokens, so it is encrypted (AES-256-GCM) and bound to its own key: whoever reads a copy of the database
opens nothing, and whoever can write to it cannot put one session in another one's place.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from pathlib import Path
from typing import Final, Self

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hub.console.base.session import ABSOLUTE, IDLE, Session
from hub.core.errors import BadInput
from hub.core.ports import Clock, SealedSession, SealedSessions

_FILE: Final = "session.key"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_MOST_WAITING: Final = 10_000
"""Log-ins under way, over all processes: a flood of them pushes out its own oldest, and nobody who works."""


class SessionKey:
    """Seals and opens sessions."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The key of a folder; makes one when there is none. Raises BadInput when it cannot be used.

        Processes that serve one hub share the folder; of two that start at once the first one's key stands.
        """
        path = folder / _FILE
        try:
            if not path.exists():
                _create(folder, path)
            key = path.read_bytes()
            if len(key) != _KEY_BYTES or path.stat().st_mode & 0o077:
                raise ValueError("not a key of ours")
        except (OSError, ValueError) as error:
            raise BadInput(
                f"The key of the console's sessions in {path} cannot be used. Give the hub's account alone read access "
                "(mode 0600), or remove the file: everybody logs in again then."
            ) from error
        return cls(key)

    def seal(self, session: Session) -> SealedSession:
        nonce, key_hash = secrets.token_bytes(_NONCE_BYTES), bytes.fromhex(session.key)
        sealed = nonce + self._cipher.encrypt(nonce, orjson.dumps(dataclasses.asdict(session)), key_hash)
        return SealedSession(key_hash, sealed, bool(session.access_token), session.created_at, session.seen_at)

    def open(self, row: SealedSession | None) -> Session | None:
        """The session of a row; None for one that another key sealed, whose owner logs in again."""
        if row is None:
            return None
        nonce, data = row.sealed[:_NONCE_BYTES], row.sealed[_NONCE_BYTES:]
        try:
            known = orjson.loads(self._cipher.decrypt(nonce, data, row.key_hash))
        except InvalidTag:
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


def _create(folder: Path, path: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{secrets.token_hex(8)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()
