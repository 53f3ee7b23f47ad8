"""Documents that clients registered, as a running hub knows them: what the database says, at most a second old.

Every change of the register gives it another version, and while that stays the same, what was read before holds. The
version is believed for 0.75 seconds and read again ahead of their end where requests come. So a hub that nobody asks
asks nobody, and a process that is asked all the time reads one row two or three times a second.
"""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from hub.core.errors import HubError
from hub.core.trusted import Key, RegisterState, TrustedTexts
from hub.engine.uses import Uses

FRESH: Final = 0.75
"""Seconds for which the version is believed; what is registered or retired is known everywhere within a second."""
_AHEAD: Final = FRESH / 2
_MOST_BYTES: Final = 16 * 1024 * 1024
_BESIDE: Final = 512
"""Bytes that an entry takes besides its text."""
_MOST_UNKNOWN: Final = 4_096
"""Identifiers of which it is known that nobody registered them; they take no room from texts."""


class Register:
    """Answers for one process. `uses` counts what is answered by a registered document."""

    def __init__(
        self,
        rows: TrustedTexts,
        uses: Uses,
        *,
        clock: Callable[[], float] = time.monotonic,
        most_bytes: int = _MOST_BYTES,
    ) -> None:
        self._rows = rows
        self._uses = uses
        self._clock = clock
        self._most_bytes = most_bytes
        self._state = RegisterState()
        self._asked_at = float("-inf")
        self._asking = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None
        self._texts: OrderedDict[Key, str] = OrderedDict()
        self._unknown: OrderedDict[Key, None] = OrderedDict()
        self.bytes_held = 0

    def is_free(self, client_id: str) -> bool:
        """Whether it is known without asking that a client may send whatever it likes."""
        if not client_id:
            return True
        age = self._clock() - self._asked_at
        if age >= _AHEAD and self._renewing is None and age < FRESH:
            # An empty context, because it is nobody's request.
            self._renewing = asyncio.get_running_loop().create_task(self._renew(), context=contextvars.Context())
        return age < FRESH and client_id not in self._state.bound

    async def is_bound(self, client_id: str) -> bool:
        """Whether a client may send registered documents only."""
        await self._look()
        return client_id in self._state.bound

    def holds(self, client_id: str, document_id: str) -> bool:
        """Whether it is known without asking if this client registered this document."""
        key = (client_id, document_id)
        return not client_id or key in self._texts or key in self._unknown

    async def text(self, client_id: str, document_id: str) -> str | None:
        """The text of a document that this client registered; None for one that it did not."""
        if not client_id:
            return None
        await self._look()
        key = (client_id, document_id)
        if key in self._texts:
            self._texts.move_to_end(key)
            return self._texts[key]
        if key in self._unknown:
            return None
        version, found = self._state.version, await self._rows.text(client_id, document_id)
        if version == self._state.version:
            # Otherwise it may have been read before what changed meanwhile.
            self._keep(key, found)
        return found

    def used(self, client_id: str, document_id: str) -> None:
        """Counts one use."""
        self._uses.document(client_id, document_id)

    async def _look(self) -> None:
        if self._clock() - self._asked_at >= FRESH:
            async with self._asking:
                if self._clock() - self._asked_at >= FRESH:
                    await self._ask()

    async def _ask(self) -> None:
        at, state = self._clock(), await self._rows.state()
        if state.version != self._state.version:
            self._texts.clear()
            self._unknown.clear()
            self.bytes_held = 0
        self._state, self._asked_at = state, at

    async def _renew(self) -> None:
        """Has the next word before the last one is over, so that nobody waits for it."""
        try:
            async with self._asking:
                await self._ask()
        except HubError:
            pass  # whoever asks after this meets the same trouble and is told of it
        finally:
            self._renewing = None

    def _keep(self, key: Key, text: str | None) -> None:
        if text is None:
            self._unknown[key] = None
            if len(self._unknown) > _MOST_UNKNOWN:
                self._unknown.popitem(last=False)
            return
        if key in self._texts:
            self.bytes_held -= _size(self._texts.pop(key))
        self._texts[key] = text
        self.bytes_held += _size(text)
        while self.bytes_held > self._most_bytes:
            _, freed = self._texts.popitem(last=False)
            self.bytes_held -= _size(freed)


def _size(text: str) -> int:
    return _BESIDE + len(text)
