"""A client that was changed is another one: what was given to it before, and to whom she gave her consent, ends."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.identity import IdentityStore
from hub.store import PgIdentity
from tests.identity.district import CALLBACK, SECRET, VERIFIER, Office, basic, office
from tests.identity.registry import MemoryIdentity

PORTAL = {"client_id": "portal", "scope": "citizen:read"}


async def changed(store: IdentityStore, desk: Office, client_id: str, **values: Any) -> None:
    """What an administrator does, as far as tokens and consents are concerned."""
    client = await store.client(client_id)
    assert client is not None
    await store.put_client(dataclasses.replace(client, tokens_from=desk.clock(), **values))


async def test_codes_and_refresh_tokens_of_before_give_nothing(desk: Office, registry: MemoryIdentity) -> None:
    """Otherwise a thief of a refresh token waits until a closed client is opened again, with more than it had."""
    _, tokens = await desk.exchange(await desk.code())
    unused = await desk.code()
    await changed(registry, desk, "console", active=False)
    await changed(registry, desk, "console", active=True)
    refreshed = await desk.post(
        "/oauth/token", grant_type="refresh_token", refresh_token=tokens["refresh_token"], client_id="console"
    )
    assert refreshed[1]["error"] == "invalid_grant"
    assert (await desk.exchange(unused))[1]["error"] == "invalid_grant"
    status, anew = await desk.exchange(await desk.code())
    assert status == 200
    status, _ = await desk.post(
        "/oauth/token", grant_type="refresh_token", refresh_token=anew["refresh_token"], client_id="console"
    )
    assert status == 200


async def test_consent_was_given_to_what_the_client_was_then(desk: Office, registry: MemoryIdentity) -> None:
    """Another name, other addresses or other keys: she is asked whether she means this one."""
    await desk.code(**PORTAL)
    assert "code" in (await desk.log_in(await desk.authorize(**PORTAL))).sent_back
    await changed(registry, desk, "portal", name="Portal lain")
    page = await desk.log_in(await desk.authorize(**PORTAL))
    assert page.stage == "consent"
    assert "Portal lain" in page.text
    assert "code" in (await desk.step(page)).sent_back
    assert "code" in (await desk.log_in(await desk.authorize(**PORTAL))).sent_back


@pytest.mark.parametrize("real", [False, True])
async def test_what_was_allowed_before_is_not_added_to_what_is_allowed_now(
    registry: MemoryIdentity, real_store: PgIdentity, real: bool
) -> None:
    store: IdentityStore = real_store if real else registry
    more = {**PORTAL, "scope": "citizen:read family:read"}
    async with office(store) as desk:
        await desk.code(**more)
        await changed(store, desk, "portal")
        await desk.code(**PORTAL)
        assert (await desk.log_in(await desk.authorize(**more))).stage == "consent"
        await desk.code(**more)
        assert "code" in (await desk.log_in(await desk.authorize(**PORTAL))).sent_back


async def test_the_page_names_the_host_that_she_is_sent_back_to(desk: Office, registry: MemoryIdentity) -> None:
    """And not the first one of the registration, behind which another one could hide."""
    portal = registry.clients["portal"]
    await registry.put_client(dataclasses.replace(portal, redirect_uris=("https://portal.example/back", CALLBACK)))
    page = await desk.log_in(await desk.authorize(**PORTAL))
    assert "(127.0.0.1:9)" in page.text
    assert "portal.example" not in page.text


async def test_introspection_says_what_the_hub_says(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.token(scope="citizen:read")

    async def holds() -> bool:
        url, given = f"{desk.url}/oauth/introspect", {"token": body["access_token"]}
        async with desk.http.post(url, data=given, headers=basic("frontend", SECRET)) as response:
            return bool((await response.json())["active"])

    assert await holds()
    await changed(registry, desk, "frontend")
    assert not await holds()


async def test_introspection_knows_who_was_closed(desk: Office, registry: MemoryIdentity) -> None:
    frontend = {"client_id": "frontend", "scope": "citizen:read"}
    page = await desk.log_in(await desk.authorize(**frontend))
    code = (await desk.step(page)).sent_back["code"]
    status, tokens = await desk.token(
        grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=VERIFIER
    )
    assert status == 200
    (siti,) = registry.users.values()
    for active in (True, False):
        await registry.put_user(dataclasses.replace(siti, active=active))
        url, given = f"{desk.url}/oauth/introspect", {"token": tokens["access_token"]}
        async with desk.http.post(url, data=given, headers=basic("frontend", SECRET)) as response:
            assert (await response.json())["active"] is active
