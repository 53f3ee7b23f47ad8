"""Facades: one folder per REST standard in which others ask. Who adds a folder adds a standard; no list is edited.

A facade translates and decides nothing: what it is asked becomes an operation of the graph, run by the engine under the
policies like any client's, and what comes back becomes the standard's records.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
from aiohttp import web

from hub.core.actor import Actor
from hub.core.ports import Clock
from hub.store.database import Database

Adds = Callable[[web.Application], None]
Handler = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Of a job: what it is given was queued with it."""
Knows = Callable[[web.Request], Awaitable[Actor]]
"""Who asks, by the token that a request shows; it counts as one operation of hers, whatever it asks of the graph.

Raises Unauthenticated or RateLimited.
"""


class Ask(Protocol):
    """The graph: runs the operation of that name in a document, and gives the response of GraphQL."""

    async def __call__(
        self, actor: Actor, document: str, variables: Mapping[str, Any], *, operation: str, purpose: str | None
    ) -> Mapping[str, Any]: ...


class Rounds(Protocol):
    """What the worker runs by its own clock for a facade."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a facade works with; `facets` are the names of those that the hub has.

    In the worker `ask` makes the engine when the first question comes.
    """

    tenant: str
    public_url: str
    database: Database
    clock: Clock
    sandbox: bool
    facets: frozenset[str]
    ask: Ask


class Facade(Protocol):
    """A standard. Its folder's package has one as FACADE, and loads the rest when it is asked for."""

    @property
    def name(self) -> str: ...

    def routes(self, given: Given, who: Knows) -> Adds:
        """The function that adds its addresses to the hub."""
        ...

    def jobs(self, given: Given, public: aiohttp.ClientSession, /) -> Mapping[str, Handler]:
        """The worker's jobs, by their names; `public` reaches addresses outside."""
        ...

    def rounds(self, given: Given, /) -> Sequence[Rounds]:
        """What looks after its rows in the worker."""
        ...


def discover(package: str = __name__) -> tuple[Facade, ...]:
    """Every facade whose folder lies in `package`, by name."""
    folders = pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}.")
    found: list[Facade] = [importlib.import_module(each.name).FACADE for each in folders if each.ispkg]
    return tuple(sorted(found, key=lambda facade: facade.name))
