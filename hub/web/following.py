"""Subscriptions, whatever the transport: what changes is read anew for its reader, who is asked about each time.

Of a change that she may not see she hears nothing, not even that it was one. What came together is told once, as it
is in the end: one answer at a time waits to be taken, so nothing grows however slowly somebody reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing, asynccontextmanager, contextmanager
from http import HTTPStatus
from typing import Final, TypeAlias

from aiohttp import web

from hub.audit.stops import RULE as NOT_AVAILABLE
from hub.core.actor import Actor
from hub.core.errors import (
    ErrorCode,
    HubError,
    OperationNotRegistered,
    RateLimited,
    SourceUnavailable,
    Unauthenticated,
)
from hub.core.versions import Mark
from hub.engine import Answer, GraphQLRequest
from hub.engine.answer import refused_by
from hub.engine.changes import Changes, Watch
from hub.engine.subscribed import Subscribed
from hub.engine.traffic import Key, key_of
from hub.web.door import Caller, Door

Who: TypeAlias = Callable[[], Awaitable[Caller]]
_LOOK: Final = 0.2
"""Seconds from one look at token and agreement to the next."""
_AGAIN: Final = 1.0
"""Seconds after which is tried again what could not be read or recorded."""
_TRY_AGAIN: Final = frozenset({ErrorCode.SOURCE_UNAVAILABLE, ErrorCode.RATE_LIMITED})


class Stopping(Exception):
    """The hub stops: the stream ends without an end of its own, so that its reader connects again."""


class Following:
    """The subscriptions of one process: `most` of one client, `most_of_all` together."""

    def __init__(self, door: Door, changes: Changes | None, most: int, most_of_all: int) -> None:
        self._door = door
        self._changes = changes
        self._most = most
        self._most_of_all = most_of_all
        self._streams: Counter[Key] = Counter()
        self._watches: set[Watch] = set()
        self._is_stopping = False

    @property
    def open(self) -> int:
        """How many subscriptions are open."""
        return self._streams.total()

    def stop(self) -> None:
        """Ends all of them."""
        self._is_stopping = True
        for watch in self._watches:
            watch.stir()

    @asynccontextmanager
    async def opened(self, found: Subscribed, actor: Actor, who: Who) -> AsyncIterator[AsyncGenerator[Answer, None]]:
        """An answer for each change from now on; the last one may be a refusal, which says why there are no more.

        Raises the HubError that keeps it from beginning; its answers raise Unauthenticated as soon as `who` does, and
        Stopping.
        """
        with self._place(actor), self._watching(found) as watch:
            told = await self._begin(found, watch)
            async with aclosing(self._answers(found, who, watch, told)) as answers:
                yield answers

    async def _answers(
        self, found: Subscribed, who: Who, watch: Watch, told: Mark | None
    ) -> AsyncGenerator[Answer, None]:
        while True:
            if watch.mark == told:
                await watch.rest(_LOOK)
            try:
                caller = await self._caller(found, who, watch)
                mark = watch.mark
                if caller is None or mark is None or mark == told:
                    continue
                answer = await self._read(found.request, caller, watch, mark)
                if answer is None or await self._still(found, who) is None:
                    continue
            except Unauthenticated:
                raise
            except HubError as error:
                yield refused_by(error)
                return
            told = mark
            if _is_stopped(answer):
                continue
            if answer.status != HTTPStatus.OK:
                yield answer
                return
            if _tells(answer):
                yield answer

    async def _caller(self, found: Subscribed, who: Who, watch: Watch) -> Caller | None:
        """The same as `_still`, after a pause where nobody can say so: without one, the loop would take all the time of
        this process until somebody can."""
        caller = await self._still(found, who)
        if caller is None:
            await watch.rest(_LOOK)
        return caller

    async def _still(self, found: Subscribed, who: Who) -> Caller | None:
        """Who asks, where she may still have it; None where nobody can say so at this moment, and nothing is told.

        Raises Unauthenticated, the refusal, and Stopping.
        """
        if self._is_stopping:
            raise Stopping
        try:
            caller = await who()
            await self._door.check_still(found.request, caller)
        except (Unauthenticated, OperationNotRegistered):
            raise
        except HubError:
            return None
        self._door.engine.check_still(found, caller.actor, caller.purpose)
        return caller

    async def _begin(self, found: Subscribed, watch: Watch) -> Mark | None:
        """What counts as told at the beginning."""
        assert self._changes is not None
        mark = await self._changes.mark_of(watch)
        if mark is None or found.since is None:
            return mark
        return mark._replace(version=found.since)

    async def _read(self, request: GraphQLRequest, caller: Caller, watch: Watch, mark: Mark) -> Answer | None:
        """What is told of this mark; None where it has to be read once more."""
        assert self._changes is not None
        answer = await self._door.engine.event(request, caller.actor, caller.purpose)
        if _is_to_be_tried_again(answer):
            await watch.rest(_AGAIN)
            return None
        try:
            # What changed while it was read may stand in it or not: it is read again, and told once.
            return answer if await self._changes.mark_of(watch) == mark else None
        except HubError:
            await watch.rest(_AGAIN)
            return None

    @contextmanager
    def _watching(self, found: Subscribed) -> Iterator[Watch]:
        if self._changes is None:
            raise SourceUnavailable("This hub tells of no changes. Ask again by a query.")
        with self._changes.watching(found.topic, found.key) as watch:
            self._watches.add(watch)
            try:
                yield watch
            finally:
                self._watches.discard(watch)

    @contextmanager
    def _place(self, actor: Actor) -> Iterator[None]:
        key = key_of(actor)
        if self._streams[key] >= self._most:
            raise _too_many(f"{self._most} subscriptions of this client are open", self._most)
        if self.open >= self._most_of_all:
            raise _too_many(f"{self._most_of_all} subscriptions are open here", self._most_of_all)
        self._streams[key] += 1
        try:
            yield
        finally:
            self._streams[key] -= 1
            if not self._streams[key]:
                del self._streams[key]


FOLLOWING: Final = web.AppKey("following", Following)


async def stop_following(application: web.Application) -> None:
    """Ends every subscription of a hub that stops."""
    application[FOLLOWING].stop()


def _tells(answer: Answer) -> bool:
    """Whether there is anybody in it: of whom this reader may not see, she does not hear."""
    return any(value is not None for value in (answer.payload.get("data") or {}).values())


def _is_to_be_tried_again(answer: Answer) -> bool:
    """Whether there is nothing in it because something did not answer, or took no receipt."""
    if answer.status == HTTPStatus.OK and _tells(answer):
        return False
    return any(error["extensions"]["code"] in _TRY_AGAIN for error in answer.payload.get("errors", ()))


def _is_stopped(answer: Answer) -> bool:
    """Whether an upheld objection keeps it in: neither that nor that anything changed is told."""
    if answer.status == HTTPStatus.OK:
        return False
    return bool(answer.payload["errors"][0]["extensions"].get("rule") == NOT_AVAILABLE)


def _too_many(what: str, limit: int) -> RateLimited:
    return RateLimited(f"{what}. End one, or wait, then ask again.", details={"limit": limit, "retryAfter": 1})
