"""The console over the real graph, with the real authorization server and a real registry, in one process."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import re
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
from hub.core.actor import ROLE_SCOPES, Role
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.identity.addresses import Proxies
from hub.identity.oauth import LogInRules, oauth_application
from hub.identity.passwords import hash_secret
from hub.identity.second_factor import STEP_SECONDS, SecondFactors, code_at, new_letters
from hub.identity.seeds import seed_client
from hub.sealing import Sealer
from hub.store import Database
from hub.web.middleware import PROXIES, whence
from tests.console.visitor import Response, Visitor
from tests.engine.administration import Administrators
from tests.fakes.people_of_bangka import TENANT
from tests.identity.district import Clock

SEALER: Final = Sealer(b"s" * 32)
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
    """Everybody of NAMES logs in with PASSWORD and a code. `visitors` are browsers without script, one for each;
    `apps` the secrets in their phones, in letters. The clock is that of hub, issuer and console."""

    url: str
    office: Administrators
    clock: Clock
    verifier: Verifier
    visitors: dict[str, Visitor] = field(default_factory=dict)
    apps: dict[str, str] = field(default_factory=dict)

    async def log_in(self, name: str, password: str = PASSWORD) -> Visitor:
        """Somebody in a browser of her own, at the console. With a one-time word she chooses PASSWORD first, and sets
        up her app."""
        http = ClientSession(cookie_jar=CookieJar(unsafe=True))
        visitor = self.visitors[name] = Visitor(http, self.url)
        page = await self.prove(name, await visitor.get("/console/login"), password)
        assert "/console" in page.url, page.text
        return visitor

    async def prove(self, name: str, page: Response, password: str = PASSWORD) -> Response:
        """From the page of the log-in to the one that the issuer sends her back to."""
        visitor, taken = self.visitors[name], set[str]()
        page = await visitor.send(page.form("/oauth/login"), username=name, password=password, decision="allow")
        while "/oauth/" in page.url:
            form = page.form("/oauth/step")
            stage = form.value("stage")
            assert stage not in taken, page.text
            taken.add(stage)
            if letters := re.search(r'id="key">([A-Z2-7 ]+)<', page.text):
                self.apps[name] = letters[1].replace(" ", "")
            filled = {"new": PASSWORD, "again": PASSWORD} if stage == "password" else {"code": self.code(name)}
            page = await visitor.send(form, **filled, decision="allow")
        return page

    def code(self, name: str) -> str:
        """What her phone shows; a code serves once, so the clock moves on to the next one."""
        self.clock.ahead += dt.timedelta(seconds=STEP_SECONDS)
        return code_at(self.apps[name], self.clock().timestamp())

    async def close(self) -> None:
        for visitor in self.visitors.values():
            await visitor.http.close()


@cache
def _hashed() -> str:
    """Once: hashing is slow on purpose."""
    return hash_secret(PASSWORD)


@asynccontextmanager
async def real_office(database_url: str, *, sample: bool = True) -> AsyncIterator[RealOffice]:
    """Everything on one free port; not `sample`: pages say that people are real."""
    database, clock = await Database.open(database_url), Clock()
    office = await Administrators.of(database, clock)
    url = f"http://127.0.0.1:{(port := unused_port())}"
    scopes = frozenset[str]().union(*(ROLE_SCOPES[role] for role in Role))
    await seed_client(
        office.identity, tenant=TENANT, client_id=CLIENT_ID, name="Konsol", scopes=scopes, purposes=tuple(Purpose),
        region="19.01", redirect_uris=(f"{url}/console/callback",), trusted=True,
    )  # fmt: skip
    tokens = AccessTokens(KeyRing.generated(), url, "satu-hub", clock)
    verifier = Verifier(TENANT, office.identity, clock, local=tokens)
    made = RealOffice(url, office, clock, verifier)
    await _register(made)
    app = web.Application(middlewares=[whence])
    app[PROXIES] = Proxies()
    oauth_application(office.identity, tokens, LogInRules(SEALER, second_factor=True))(app)
    console_application(
        InProcess(office.world.engine), url, url, actor_of=verifier.actor, clock=clock,
        office=Office("Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka", sample=sample),
    )(app)  # fmt: skip
    async with TestServer(app, host="127.0.0.1", port=port):
        try:
            yield made
        finally:
            await made.close()
            await database.close()


async def _register(real: RealOffice) -> None:
    """Everybody of NAMES, with a password and an app."""
    identity, hashed = real.office.identity, await asyncio.to_thread(_hashed)
    factors = SecondFactors(identity, SEALER, real.clock, required=True, issuer="Satu")
    for name, (display_name, role) in NAMES.items():
        purpose = Purpose.OVERSIGHT if role is Role.AUDITOR else Purpose.CIVIL_REGISTRATION
        user = await identity.put_user(
            User(TENANT, new_id(), name, display_name, hashed, frozenset({role}), "19.01", frozenset({purpose}))
        )
        letters = real.apps[name] = new_letters()
        await factors.store(user.id, factors.sealed(user.id, base64.b32decode(letters)))
