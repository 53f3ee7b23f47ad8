"""The console over the real graph, with the real authorization server and a real registry, in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from aiohttp import ClientSession, CookieJar, web
from aiohttp.test_utils import TestServer, unused_port

from hub.console.application import console_application
from hub.console.base.in_process import InProcess
from hub.console.base.login import CLIENT_ID
from hub.console.base.visit import Office
from hub.core.accounts import User
from hub.core.actor import ROLE_SCOPES, Purpose, Role
from hub.core.calendar import now
from hub.core.identifiers import new_id
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.identity.oauth import LogInRules, oauth_application
from hub.identity.passwords import hash_secret
from hub.identity.seeds import seed_client
from hub.sealing import Sealer
from hub.store import Database
from tests.console.visitor import Visitor
from tests.engine.administration import Administrators
from tests.fakes.people_of_bangka import TENANT

PASSWORD: Final = "kata sandi contoh untuk petugas"
NAMES: Final = {
    "ani": ("Ani Contoh", Role.ADMINISTRATOR),
    "budi": ("Budi Contoh", Role.ADMINISTRATOR),
    "kadis": ("Bahari Contoh", Role.HEAD_OF_OFFICE),
    "siti": ("Siti Contoh", Role.OPERATOR),
    "auditor": ("Auditor Contoh", Role.AUDITOR),
}


@dataclass
class RealOffice:
    """`people` may log in with PASSWORD; `visitors` are browsers without script, one for each."""

    url: str
    office: Administrators
    visitors: dict[str, Visitor] = field(default_factory=dict)

    async def log_in(self, name: str, password: str = PASSWORD) -> Visitor:
        """Somebody in a browser of her own, at the console. With a one-time word she chooses PASSWORD first."""
        http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        visitor = self.visitors[name] = Visitor(http, self.url)
        page = await visitor.get("/console/login")
        page = await visitor.send(page.form("/oauth/login"), username=name, password=password, decision="allow")
        if "/oauth/" in page.url:
            page = await visitor.send(page.form("/oauth/step"), new=PASSWORD, again=PASSWORD, decision="allow")
        assert "/console" in page.url, page.text
        return visitor

    async def close(self) -> None:
        for visitor in self.visitors.values():
            await visitor.http.close()


@cache
def _hashed() -> str:
    """Once: hashing is slow on purpose."""
    return hash_secret(PASSWORD)


@asynccontextmanager
async def real_office(database_url: str) -> AsyncIterator[RealOffice]:
    """Everything on one free port."""
    database = await Database.open(database_url)
    office = await Administrators.of(database)
    url = f"http://127.0.0.1:{(port := unused_port())}"
    scopes = frozenset[str]().union(*(ROLE_SCOPES[role] for role in Role))
    await seed_client(
        office.identity, tenant=TENANT, client_id=CLIENT_ID, name="Konsol", scopes=scopes, purposes=tuple(Purpose),
        region="19.01", redirect_uris=(f"{url}/console/callback",), trusted=True,
    )  # fmt: skip
    hashed = await asyncio.to_thread(_hashed)
    for name, (display_name, role) in NAMES.items():
        purpose = Purpose.OVERSIGHT if role is Role.AUDITOR else Purpose.CIVIL_REGISTRATION
        await office.identity.put_user(
            User(TENANT, new_id(), name, display_name, hashed, frozenset({role}), "19.01", frozenset({purpose}))
        )
    tokens = AccessTokens(KeyRing.generated(), url, "satu-hub", now)
    verifier = Verifier(TENANT, office.identity, now, local=tokens)
    app = web.Application()
    oauth_application(office.identity, tokens, LogInRules(Sealer(b"s" * 32), second_factor=False))(app)
    console_application(
        InProcess(office.world.engine), url, url, actor_of=verifier.actor,
        office=Office("Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka", sample=True),
    )(app)  # fmt: skip
    async with TestServer(app, host="127.0.0.1", port=port):
        made = RealOffice(url, office)
        try:
            yield made
        finally:
            await made.close()
            await database.close()
