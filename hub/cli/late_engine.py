"""The engine in the worker, made when somebody is to be answered later: most workers never load the graph."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from hub.core.actor import Actor
from hub.facades import Ask
from hub.parts import Common
from hub.web.settings import Settings


class LateEngine:
    """Implements `hub.facades.Ask`. What it opened is closed with it."""

    def __init__(self, settings: Settings, made: Common) -> None:
        self._settings = settings
        self._made = made
        self._stack = AsyncExitStack()
        self._making = asyncio.Lock()
        self._ask: Ask | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def __call__(
        self, actor: Actor, document: str, variables: Mapping[str, Any], *, operation: str, purpose: str | None
    ) -> Mapping[str, Any]:
        ask = self._ask or await self._made_once()
        return await ask(actor, document, variables, operation=operation, purpose=purpose)

    async def _made_once(self) -> Ask:
        async with self._making:
            if self._ask is None:
                from hub.app import engine_alone  # noqa: PLC0415  what it loads, most workers never need
                from hub.engine.asked import Asked  # noqa: PLC0415  the same

                self._ask = Asked(await self._stack.enter_async_context(engine_alone(self._settings, self._made)))
            return self._ask
