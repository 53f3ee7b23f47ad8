"""The console over an office's real record: who logs in, and who only comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from hub.console.application import console_application
from hub.console.base.in_process import InProcess
from hub.console.base.session import MemorySessions
from hub.console.base.visit import Office as Named
from hub.core.actor import Actor, Role
from hub.web import middleware
from hub.web.sight import look_at
from hub.web.uploads import DocumentRoutes
from tests.console.fakes import FakeTokens
from tests.console.issuer import FakeIssuer
from tests.console.visitor import Visitor
from tests.counter.conftest import CounterOffice
from tests.fakes.actors import logged_in, staff
from tests.rights.test_objections import AUDITOR

NAME: Final = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka"
WHO: Final = (
    Role.OPERATOR, Role.VERIFIER, Role.HELPER, Role.HEAD_OF_DIVISION, Role.HEAD_OF_OFFICE, Role.ADMINISTRATOR,
)  # fmt: skip


@dataclass
class Desk:
    """Where the console stands, and who logs in next."""

    url: str
    issuer: FakeIssuer
    office: CounterOffice

    @asynccontextmanager
    async def visitor(self, who: str = "operator") -> AsyncIterator[Visitor]:
        """Somebody who has a browser without script; "nobody" does not log in."""
        if who != "nobody":
            self.issuer.person = who
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
            yield Visitor(http, self.url)


@asynccontextmanager
async def desk(office: CounterOffice) -> AsyncIterator[Desk]:
    """Of this office."""
    issuer, tokens = FakeIssuer(), FakeTokens()
    tokens.valid |= {f"token-{role.value}": logged_in(staff(role), office.clock()) for role in WHO}
    tokens.valid["token-auditor"] = AUDITOR
    async with TestServer(issuer.application()) as server:
        issuer.base = str(server.make_url("")).rstrip("/")
        url = f"http://127.0.0.1:{(port := unused_port())}"
        app = web.Application(middlewares=[middleware.envelope, middleware.error_shape])
        console_application(
            InProcess(office.engine), issuer.base, url, actor_of=tokens.actor_of,
            sessions=MemorySessions(office.clock), clock=office.clock, office=Named(NAME, sample=True),
        )(app)  # fmt: skip

        async def known(request: web.Request) -> Actor:
            return await tokens.actor_of(request.headers.get("Authorization"))

        hub = office.hub
        app.router.add_routes(
            DocumentRoutes(office.uploads, hub.receipts, hub.clock, known, look_at(hub), hub.quotas, hub.stops).routes()
        )
        async with TestServer(app, port=port):
            yield Desk(url, issuer, office)
