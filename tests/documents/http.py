"""The document routes on a real server, with fakes behind them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from hub.audit.quotas import DailyQuotas
from hub.audit.stops import StoppedProcessing
from hub.core.actor import Actor, anonymous
from hub.core.document import Document
from hub.core.errors import Unauthenticated
from hub.core.purpose import Purpose
from hub.documents import Uploads
from hub.web.middleware import envelope, error_shape
from hub.web.uploads import DocumentRoutes, Sight
from tests.documents.fakes import JPEG, MemoryBlobs, MemoryReceipts, MemoryRows, Untouched, actor, clock

CHILD = uuid.UUID("01920000-0000-7000-8000-000000009001")


@dataclass
class Office:
    """Everything behind the routes. `visible`: whether documents lie in the readers' jurisdiction."""

    rows: MemoryRows = field(default_factory=MemoryRows)
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    receipts: MemoryReceipts = field(default_factory=MemoryReceipts)
    visible: bool = True
    stops: StoppedProcessing = field(default_factory=lambda: StoppedProcessing(None, clock))
    people: dict[str, Actor] = field(
        default_factory=lambda: {
            "frontend": actor(),
            "somebody": actor("somebody"),
            "clerk": actor("clerk", scopes=frozenset({"document:read"}), client="console"),
        }
    )

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.rows, self.blobs, clock, treatment=Untouched())

    async def authenticate(self, request: web.Request) -> Actor:
        token = request.headers.get("Authorization")
        if token is None:
            return anonymous("1901")
        if token not in self.people:
            raise Unauthenticated("This token does not hold. Ask the issuer for a new one.")
        return self.people[token]

    async def look(self, _reader: Actor, _document: Document, purpose: str | None) -> Sight:
        return Sight(self.visible, Purpose(purpose or "CIVIL_REGISTRATION"), (CHILD,))

    async def paper(self, content: bytes = JPEG, media_type: str = "image/jpeg") -> Document:
        """A finished upload of `frontend`."""
        document = await self.uploads.create(actor(), "birth_statement", media_type, len(content))
        return await self.uploads.append(actor(), document.id, 0, content)


class Server(TestServer):
    """As `hub.app` runs: a handler whose client has gone away ends by itself."""

    async def _make_runner(self, **settings: Any) -> web.BaseRunner:
        return await super()._make_runner(**{**settings, "handler_cancellation": False, "lingering_time": 1.0})


@asynccontextmanager
async def served(office: Office) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(middlewares=[envelope, error_shape])
    asked = (office.authenticate, office.look)
    routes = DocumentRoutes(
        office.uploads, office.receipts, clock, *asked, quotas=DailyQuotas(None, clock), stops=office.stops
    )
    app.add_routes(routes.routes())
    async with TestClient(Server(app)) as client:
        yield client
