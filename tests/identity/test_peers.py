"""Clients that others wrote (npm openid-client, oauth4webapi) do every flow against the real server and hub."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from joserfc.jwk import ECKey
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import TracerProvider

from hub.core.purpose import Purpose
from hub.identity import AccessTokens, KeyRing, Verifier
from hub.identity.oauth import LogInRules, oauth_application
from hub.identity.seeds import seed_client
from hub.store import PgIdentity
from hub.telemetry.setup import Telemetry
from hub.web.door import Door
from hub.web.front import serving
from hub.web.site import Site, application
from tests.fakes.agreements import WIDE
from tests.fakes.people_of_bangka import person
from tests.fakes.world import world
from tests.fixtures import npm
from tests.identity.district import AUDIENCE, CALLBACK, SEALER, TENANT, Answer, Clock, Office, everybody

HERE = Path(__file__).parent / "peers"
NIK = "1901014505959001"
QUERY = f'{{ citizen(nik: "{NIK}") {{ fullName }} }}'
FLOWS = 18
SECRET = secrets.token_hex(16)
BACK = CALLBACK.partition("?")[0]


@pytest.fixture(scope="module")
def packages() -> Path:
    folder = npm.installed(HERE / "npm")
    shutil.copyfile(HERE / "flows.mjs", folder / "flows.mjs")
    return folder


@asynccontextmanager
async def hub(store: PgIdentity) -> AsyncIterator[Office]:
    """The hub's own routes, graph and log-in, over the real registry."""
    port, clock, w = unused_port(), Clock(), world([person("Siti Contoh", nik=NIK)])
    tokens = AccessTokens(KeyRing.generated(), f"http://127.0.0.1:{port}", AUDIENCE, clock)
    verifier = Verifier(TENANT, store, clock, local=tokens)
    silent, adds = (
        Telemetry(TracerProvider(), MeterProvider()),
        (oauth_application(store, tokens, LogInRules(SEALER, second_factor=False)),),
    )
    site = Site(w.hub, Door(w.engine, verifier), w.uploads, silent, {}, adds)  # type: ignore[arg-type]  # papers are not asked for here
    async with (
        serving(application(site), "127.0.0.1", port, shutdown_seconds=5),
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http,
    ):
        yield Office(store, tokens, clock, verifier, http)


@asynccontextmanager
async def browser(desk: Office) -> AsyncIterator[str]:
    """Somebody who logs in wherever a client sends her; the answer is the address that she is sent back to."""

    async def browse(request: web.Request) -> web.Response:
        async with desk.http.get(await request.text(), allow_redirects=False) as response:
            answer = await Answer.of(response)
        if answer.status == 200:
            answer = await desk.log_in(answer, decision=request.headers.get("decision", "allow"))
        return web.Response(text=answer.headers["Location"])

    app = web.Application()
    app.router.add_post("/", browse)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/"))


async def registered(store: PgIdentity) -> ECKey:
    """Registers a public client, one with a secret, and one that proves itself with the key that is given back."""
    people = await everybody()
    # openid-client takes the address without its query for the one that it asked for.
    await store.put_client(dataclasses.replace(people.clients["console"], redirect_uris=(BACK,)))
    for user in people.users.values():
        await store.put_user(user)
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    await seed_client(
        store, tenant=TENANT, client_id="signer", name="Signer", scopes={"citizen:read"}, region="19.01",
        purposes=(Purpose.CIVIL_REGISTRATION,), jwks={"keys": [key.as_dict(private=False)]}, redirect_uris=(BACK,),
        trusted=True, requires_par=True, dpop_bound=True, agreement=WIDE.id,
    )  # fmt: skip
    await seed_client(
        store, tenant=TENANT, client_id="terminal", name="Terminal", scopes={"citizen:read"}, region="19.01",
        purposes=(Purpose.PUBLIC_SERVICE,), client_secret=SECRET, demo=True,
        agreement=WIDE.id,
    )  # fmt: skip
    return key


async def test_every_flow(packages: Path, real_store: PgIdentity, capsys: pytest.CaptureFixture[str]) -> None:
    key = await registered(real_store)
    async with hub(real_store) as desk, browser(desk) as address:
        given: dict[str, Any] = {
            "issuer": desk.url, "graphql": f"{desk.url}/graphql", "browser": address, "callback": BACK,
            "jwk": key.as_dict(private=True), "secret": SECRET, "query": QUERY,
        }  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            npm.node(), packages / "flows.mjs", json.dumps(given), stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(output)
    with capsys.disabled():
        print(f"\nopenid-client and oauth4webapi: {list(found.values()).count('ok')} of {len(found)} flows")  # noqa: T201  the figure is the point
    wrong = [f"{flow}: {told}" for flow, told in found.items() if told != "ok"]
    assert not wrong, "\n".join(wrong)
    assert len(found) == FLOWS
