"""A made-up office with its server, its users and its clients, and a browser that logs in there."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import html
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from argon2 import PasswordHasher

from hub.core.actor import ROLE_SCOPES, Role
from hub.core.purpose import Purpose
from hub.identity import AccessTokens, IdentityStore, KeyRing, Verifier
from hub.identity.oauth import LogInRules, oauth_application
from hub.identity.seeds import seed_client, seed_user
from hub.sealing import Sealer
from tests.fakes.agreements import WIDE
from tests.identity.registry import MemoryIdentity

TENANT = "1901"
AUDIENCE = "satu-hub"
CALLBACK = "http://127.0.0.1:9/callback?kept=1"
PASSWORD = "kata sandi contoh 1"
SECRET = "rahasia contoh 1"
NIK = "1901014101909001"
VERIFIER = secrets.token_urlsafe(48)
LOGIN_COOKIE = "satu-login"
SEALER = Sealer(secrets.token_bytes(32))
LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes that cost next to nothing, or tests of log-ins would do little else."""


class Clock:
    """The time, which a test may move."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta(0)

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead


@dataclass
class Office:
    """The server of one district under test."""

    store: IdentityStore
    tokens: AccessTokens
    clock: Clock
    verifier: Verifier
    http: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.tokens.issuer

    async def token(self, client_id: str = "frontend", secret: str = SECRET, **form: str) -> tuple[int, dict[str, Any]]:
        """(status, body) of the token endpoint, by client_secret_basic and client credentials unless said otherwise."""
        given = {"grant_type": "client_credentials", **form}
        headers = basic(client_id, secret)
        async with self.http.post(f"{self.url}/oauth/token", data=given, headers=headers) as response:
            return response.status, await response.json()

    async def post(self, path: str, **form: str) -> tuple[int, dict[str, Any]]:
        """(status, body) of a POST without client authentication."""
        async with self.http.post(f"{self.url}{path}", data=form) as response:
            return response.status, await response.json()

    async def exchange(self, given_code: str, **changes: str) -> tuple[int, dict[str, Any]]:
        """Exchanges a code as the public client."""
        given = {
            "grant_type": "authorization_code",
            "code": given_code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            "client_id": "console",
        }
        return await self.post("/oauth/token", **{k: v for k, v in {**given, **changes}.items() if v})

    async def authorize(self, **changes: str) -> Answer:
        """Opens the log-in page; an empty value leaves a parameter out."""
        async with self.http.get(
            f"{self.url}/oauth/authorize", params=asked(**changes), allow_redirects=False
        ) as response:
            return await Answer.of(response)

    async def log_in(self, page: Answer, username: str = "siti", password: str = PASSWORD, **changes: str) -> Answer:
        """Fills in the page and sends it."""
        form = {**page.hidden, "username": username, "password": password, "decision": "allow", **changes}
        async with self.http.post(
            f"{self.url}/oauth/login", data=form, cookies=page.cookies, allow_redirects=False
        ) as response:
            return await Answer.of(response, page.cookies)

    async def step(self, page: Answer, **changes: str) -> Answer:
        """Fills in the page of a later step and sends it."""
        form = {**page.hidden, "decision": "allow", **changes}
        async with self.http.post(
            f"{self.url}/oauth/step", data=form, cookies=page.cookies, allow_redirects=False
        ) as response:
            return await Answer.of(response, page.cookies)

    async def code(self, **changes: str) -> str:
        """The code of a log-in that goes well, consent included where it is asked for."""
        page = await self.log_in(await self.authorize(**changes))
        if page.stage == "consent":
            page = await self.step(page)
        return page.sent_back["code"]


@dataclass
class Answer:
    """A page or a redirect."""

    status: int
    text: str
    headers: dict[str, str]
    cookies: dict[str, str]

    @classmethod
    async def of(cls, response: aiohttp.ClientResponse, before: Mapping[str, str] | None = None) -> Answer:
        """`before` are the cookies that the browser had."""
        cookies = {**(before or {}), **{name: morsel.value for name, morsel in response.cookies.items()}}
        return cls(response.status, await response.text(), dict(response.headers), cookies)

    @property
    def hidden(self) -> dict[str, str]:
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.text)
        return {name: html.unescape(value) for name, value in found}

    @property
    def stage(self) -> str:
        """Which page of a log-in it is."""
        return self.hidden.get("stage", "")

    @property
    def sent_back(self) -> dict[str, str]:
        """The parameters of the redirect to the client."""
        assert self.status == 303, self.text
        location = urlsplit(self.headers["Location"])
        assert location._replace(query="", fragment="").geturl() == CALLBACK.partition("?")[0]
        return {name: values[0] for name, values in parse_qs(location.query).items()}


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(client_id, secret)}


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def asked(**changes: str) -> dict[str, str]:
    """The parameters of an authorization request."""
    given = {
        "response_type": "code",
        "client_id": "console",
        "redirect_uri": CALLBACK,
        "scope": "citizen:read application:process",
        "state": "keadaan 1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in {**given, **changes}.items() if value}


@asynccontextmanager
async def office(store: IdentityStore, *, second_factor: bool = False) -> AsyncIterator[Office]:
    """A server on a free port with everybody registered. `second_factor`: staff must have one."""
    clock, port = Clock(), unused_port()
    registered = await everybody()
    tokens = AccessTokens(KeyRing.generated(), f"http://127.0.0.1:{port}", AUDIENCE, clock)
    for client in registered.clients.values():
        await store.put_client(client)
    for user in registered.users.values():
        await store.put_user(user)
    app = web.Application()
    oauth_application(store, tokens, LogInRules(SEALER, second_factor, hasher=LIGHT))(app)
    # No cookie jar: each test says which cookies the browser sends.
    async with (
        TestServer(app, host="127.0.0.1", port=port),
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        yield Office(store, tokens, clock, Verifier(TENANT, store, clock, local=tokens), http)


_EVERYBODY = MemoryIdentity()


async def everybody() -> MemoryIdentity:
    """Who is registered; made once, because the hashes of passwords are slow on purpose."""
    if not _EVERYBODY.clients:
        await register(_EVERYBODY)
        for user in list(_EVERYBODY.users.values()):
            await _EVERYBODY.set_password(user.id, LIGHT.hash(PASSWORD), user.password_hash)
        for client in list(_EVERYBODY.clients.values()):
            if client.secret_hash is not None:
                await _EVERYBODY.put_client(dataclasses.replace(client, secret_hash=LIGHT.hash(SECRET)))
    return _EVERYBODY


async def register(store: IdentityStore) -> None:
    staff = ROLE_SCOPES[Role.OPERATOR] | ROLE_SCOPES[Role.CITIZEN]
    internal = (Purpose.CIVIL_REGISTRATION, Purpose.OWN_DATA)
    public: dict[str, Any] = {"tenant": TENANT, "region": "19.01", "redirect_uris": (CALLBACK,)}
    await seed_client(
        store, client_id="console", name="Konsol", scopes=staff, purposes=internal, trusted=True, **public
    )  # fmt: skip
    await seed_client(store, client_id="portal", name="Portal <b>", scopes=staff, purposes=internal, **public)
    await seed_client(
        store, client_id="frontend", name="Frontend", scopes={"citizen:read", "application:submit"},
        purposes=(Purpose.PUBLIC_SERVICE,), client_secret=SECRET, demo=True, agreement=WIDE.id, **public,
    )  # fmt: skip
    await seed_user(
        store, tenant=TENANT, username="Siti", password=PASSWORD, display_name="Siti (DATA CONTOH)",
        roles=(Role.OPERATOR,), region="19.01.01", purposes=(Purpose.CIVIL_REGISTRATION,), nik=NIK,
    )  # fmt: skip
