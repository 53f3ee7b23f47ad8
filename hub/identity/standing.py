"""Whether a token, a user and a client still stand: what may have changed since the token was signed."""

from __future__ import annotations

import asyncio
import contextvars
import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Final, Generic, NamedTuple, TypeVar

from hub.core.accounts import Acting, User
from hub.core.errors import HubError
from hub.core.ports import Clock
from hub.identity.ports import IdentityStore

K = TypeVar("K")
V = TypeVar("V")

_FRESH: Final = dt.timedelta(seconds=0.75)
"""How long an answer of the registry is believed. Streams are looked at every 0.2 s besides, so that revocation is
effective everywhere within a second."""
_AHEAD: Final = _FRESH / 2
"""How old the registry's last word is when it is asked again for those whose passes hold by it."""
_MOST_KEPT: Final = 4096


class Kept(Generic[K, V]):
    """The last values by key, each for a short time; the longest unused ones go first."""

    def __init__(self, clock: Clock, life: dt.timedelta, most: int = _MOST_KEPT) -> None:
        self._clock = clock
        self._life = life
        self._most = most
        self._values: OrderedDict[K, tuple[dt.datetime, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        found = self._values.get(key)
        if found is None or self._clock() - found[0] >= self._life:
            self._values.pop(key, None)
            return None
        self._values.move_to_end(key)
        return found[1]

    def since(self, key: K) -> dt.datetime | None:
        """When the value was put there, however long ago."""
        found = self._values.get(key)
        return None if found is None else found[0]

    def put(self, key: K, value: V, at: dt.datetime | None = None) -> V:
        """`at`: when it was asked for, where that took its time."""
        self._values[key] = (at or self._clock(), value)
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        self._values.clear()

    def __len__(self) -> int:
        return len(self._values)


class _Stamp(NamedTuple):
    """What the registry's clients and agreements were at a time."""

    word: str
    at: dt.datetime


class Standing:
    """Answers about the registry, at most a second old."""

    def __init__(self, store: IdentityStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._users: Kept[uuid.UUID, User] = Kept(clock, _FRESH)
        self._clients: Kept[str, Acting] = Kept(clock, _FRESH)
        self._revoked: frozenset[str] = frozenset()
        self._asked_at: dt.datetime | None = None
        self._lock = asyncio.Lock()
        self._stamping = asyncio.Lock()
        self._stamp: _Stamp | None = None
        self._read: dict[str, tuple[str, Acting]] = {}
        self._asking: dict[object, asyncio.Task[Any]] = {}
        self._renewing: asyncio.Task[None] | None = None

    async def user(self, user_id: uuid.UUID) -> User | None:
        """The user, if she may still log in."""
        known = self._users.get(user_id)
        if known is not None:
            return known
        return await self._once(user_id, self._read_user)

    async def client(self, client_id: str) -> Acting | None:
        """The client, if it is still registered, with its agreement."""
        # What is known is not put again: somebody who asks all the time would never be looked up anew.
        known = self._clients.get(client_id)
        if known is not None:
            return known
        return await self._once(client_id, self._read_client)

    async def is_revoked(self, *ids: str) -> bool:
        """Whether one of these tokens or grants was ended."""
        if not self._is_fresh():
            async with self._lock:
                if not self._is_fresh():
                    await self._look()
        return self.was_revoked(*ids)

    def was_revoked(self, *ids: str) -> bool:
        """The same by what the registry said last."""
        return not self._revoked.isdisjoint(ids)

    def until(self, client_id: str, user_id: uuid.UUID | None) -> dt.datetime | None:
        """How long what was said of these two and of ended tokens is believed; None when they are not known."""
        told = [self._asked_at, self._clients.since(client_id)]
        if user_id is not None:
            told.append(self._users.since(user_id))
        known = [at for at in told if at is not None]
        return min(known) + _FRESH if len(known) == len(told) else None

    def still(self, client_id: str, acting: Acting, ids: tuple[str, ...]) -> dt.datetime | None:
        """Until when what was said before is believed, without asking: the registry's last word is that this client is
        what it was then, and that none of these tokens and grants was ended. None when it has to be asked."""
        stamp, read = self._stamp, self._read.get(client_id)
        if stamp is None or self._asked_at is None or read is None:
            return None
        until = min(stamp.at, self._asked_at) + _FRESH
        same = read[0] == stamp.word and read[1] is acting and not self.was_revoked(*ids)
        return until if same and self._clock() < until else None

    def ask_ahead(self, now: dt.datetime) -> None:
        """Has the registry's next word before the last one is over, for those whose passes hold by it. On a busy hub
        everybody who asks meanwhile would wait for it otherwise, and have her token looked at anew."""
        stamp, asked_at = self._stamp, self._asked_at
        if self._renewing is not None or stamp is None or asked_at is None:
            return
        if now - min(stamp.at, asked_at) >= _AHEAD:
            # An empty context, because it is nobody's request.
            self._renewing = asyncio.get_running_loop().create_task(self._renew(), context=contextvars.Context())

    async def _renew(self) -> None:
        try:
            async with self._lock:
                await self._look()
            async with self._stamping:
                await self._stamp_anew()
        except HubError:
            # The last word holds to its end. Whoever asks after that meets the same trouble and is told of it.
            pass
        finally:
            self._renewing = None

    async def _once(self, key: K, read: Callable[[K], Awaitable[V | None]]) -> V | None:
        """Asks the registry; whoever wants to know the same meanwhile waits for the same answer."""
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.ensure_future(read(key))
            asking.add_done_callback(lambda done: self._told(key, done))
        # One that goes away must not take the answer from the others.
        found: V | None = await asyncio.shield(asking)
        return found

    def _told(self, key: object, asking: asyncio.Task[Any]) -> None:
        del self._asking[key]
        if not asking.cancelled():
            # Those who wait get it; where nobody does any more, nobody is to be told of it either.
            asking.exception()

    async def _read_user(self, user_id: uuid.UUID) -> User | None:
        at, found = self._clock(), await self._store.user(user_id)
        return self._users.put(user_id, found, at) if found and found.active else None

    async def _read_client(self, client_id: str) -> Acting | None:
        """Read again only when the stamp is another one: with many clients, such readings were most of the cost."""
        stamp = await self._stamped()
        read = self._read.get(client_id)
        if read is not None and read[0] == stamp.word:
            return self._clients.put(client_id, read[1], stamp.at)
        at, found = self._clock(), await self._store.acting(client_id)
        if found is None or not found.client.active:
            self._read.pop(client_id, None)
            return None
        if len(self._read) >= _MOST_KEPT:
            self._read.clear()
        # Of before it was read: what is changed in between is found out by the next stamp.
        self._read[client_id] = (stamp.word, found)
        return self._clients.put(client_id, found, at)

    async def _stamped(self) -> _Stamp:
        if (stamp := self._fresh_stamp()) is not None:
            return stamp
        async with self._stamping:
            return self._fresh_stamp() or await self._stamp_anew()

    def _fresh_stamp(self) -> _Stamp | None:
        stamp = self._stamp
        return stamp if stamp is not None and self._clock() - stamp.at < _FRESH else None

    async def _stamp_anew(self) -> _Stamp:
        now = self._clock()
        stamp = self._stamp = _Stamp(await self._store.stamp(), now)
        return stamp

    async def _look(self) -> None:
        """Which tokens and grants were ended."""
        now = self._clock()
        self._revoked = await self._store.revoked(now)
        self._asked_at = now

    def _is_fresh(self) -> bool:
        return self._asked_at is not None and self._clock() - self._asked_at < _FRESH
