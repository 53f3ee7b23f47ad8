"""Sessions on the server: the browser holds a random word, the store knows only its hash."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web

from hub.core.ports import Clock

IDLE: Final = dt.timedelta(minutes=30)
ABSOLUTE: Final = dt.timedelta(hours=9)
"""A working day with its break; nobody stays logged in over night."""
_MOST_SESSIONS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Session:
    """What is remembered between two requests. `key` is the SHA-256 of the cookie's value, in hex.

    `state`, `verifier` and `return_to` belong to a log-in under way; `access_token` is empty until it is done, but for
    somebody who logs in once more for what binds the office. `subject` is who she was then. `notice` (Indonesian,
    English) is shown once on the next page. `lesson` is the one she is in while training, with `lesson_done` steps
    taken. It holds no data of citizens.
    """

    key: str
    csrf: str
    created_at: dt.datetime
    seen_at: dt.datetime
    state: str = ""
    verifier: str = dataclasses.field(default="", repr=False)
    return_to: str = ""
    access_token: str = dataclasses.field(default="", repr=False)
    refresh_token: str = dataclasses.field(default="", repr=False)
    notice: tuple[str, str] | None = None
    subject: str = ""
    lesson: str = ""
    lesson_done: int = 0


class SessionStore(Protocol):
    """Keeps sessions by key. A store may forget one at any time: its owner logs in again."""

    async def get(self, key: str) -> Session | None: ...

    async def put(self, session: Session) -> None: ...

    async def change(self, key: str, edit: Callable[[Session], Session]) -> Session | None:
        """Edits what is stored now, with nobody in between; None when the session has ended meanwhile."""
        ...

    async def delete(self, key: str) -> None: ...

    def exclusive(self, key: str, /) -> AbstractAsyncContextManager[None]:
        """Keeps other processes that want the same session out of the block; those of one process take turns before."""
        ...


class MemorySessions:
    """Sessions of one process; they end with it."""

    def __init__(self, clock: Clock, *, most: int = _MOST_SESSIONS) -> None:
        self._clock = clock
        self._most = most
        self._sessions: dict[str, Session] = {}

    async def get(self, key: str) -> Session | None:
        return self._sessions.get(key)

    async def put(self, session: Session) -> None:
        if session.key not in self._sessions and len(self._sessions) >= self._most:
            self._make_room()
        self._sessions[session.key] = session

    async def change(self, key: str, edit: Callable[[Session], Session]) -> Session | None:
        session = self._sessions.get(key)
        if session is not None:
            session = self._sessions[key] = edit(session)
        return session

    async def delete(self, key: str) -> None:
        self._sessions.pop(key, None)

    def exclusive(self, _key: str, /) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    def _make_room(self) -> None:
        """Forgets what has ended, and the longest unseen one if that was not enough.

        Log-ins under way go first, so that a flood of them cannot push anybody out.
        """
        now = self._clock()
        for session in [s for s in self._sessions.values() if has_ended(s, now)]:
            del self._sessions[session.key]
        if len(self._sessions) >= self._most:
            oldest = min(self._sessions.values(), key=lambda s: (bool(s.access_token), s.seen_at))
            del self._sessions[oldest.key]


def has_ended(session: Session, now: dt.datetime) -> bool:
    """Whether the session was idle too long or has lived too long."""
    return now - session.seen_at > IDLE or now - session.created_at > ABSOLUTE


def key_of(word: str) -> str:
    """The store's key for a cookie's value."""
    return hashlib.sha256(word.encode()).hexdigest()


def begin(now: dt.datetime) -> tuple[str, Session]:
    """A new session and the word for its cookie."""
    word = secrets.token_urlsafe(32)
    return word, Session(key_of(word), secrets.token_urlsafe(24), now, now)


@dataclass(frozen=True, slots=True)
class Cookies:
    """The console's cookies. `secure` where people reach the hub by https; then the names are bound to the host."""

    secure: bool

    @property
    def session(self) -> str:
        return "__Host-satu" if self.secure else "satu"

    @property
    def form(self) -> str:
        return "__Host-satu-form" if self.secure else "satu-form"

    def set(self, response: web.StreamResponse, name: str, value: str, *, samesite: str) -> None:
        """Sets a cookie that no script reads and that ends with the browser."""
        response.set_cookie(name, value, path="/", secure=self.secure, httponly=True, samesite=samesite)

    def clear(self, response: web.StreamResponse, name: str) -> None:
        response.del_cookie(name, path="/", secure=self.secure, httponly=True, samesite="Lax")


def same(given: str, expected: str) -> bool:
    """Compares two secret words in constant time; an empty one is never the same."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())
