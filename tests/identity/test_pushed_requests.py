"""Pushed authorization requests (RFC 9126), over real HTTP and on a real database."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from hub.store import PgIdentity
from tests.identity.district import CALLBACK, SECRET, VERIFIER, Answer, Office, asked, basic, office
from tests.identity.forging import parsed
from tests.identity.proving import Prover
from tests.identity.registry import MemoryIdentity


@pytest.fixture
async def real_desk(real_store: PgIdentity) -> AsyncIterator[Office]:
    async with office(real_store) as opened:
        yield opened


async def pushed(desk: Office, headers: dict[str, str] | None = None, **changes: str) -> dict[str, Any]:
    """The answer to a pushed request of the public client, with its status."""
    async with desk.http.post(f"{desk.url}/oauth/par", data=asked(**changes), headers=headers) as response:
        return {"status": response.status, **await response.json()}


async def opened(desk: Office, uri: str, client_id: str = "console") -> Answer:
    query = {"client_id": client_id, "request_uri": uri}
    async with desk.http.get(f"{desk.url}/oauth/authorize", params=query, allow_redirects=False) as response:
        return await Answer.of(response)


async def test_a_pushed_request_goes_the_whole_way(real_desk: Office) -> None:
    body = await pushed(real_desk)
    assert (body["status"], body["expires_in"]) == (201, 60)
    assert body["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    page = await opened(real_desk, body["request_uri"])
    assert page.status == 200
    assert CALLBACK.partition("?")[0] not in page.hidden["request"], "the form is held to what was pushed"
    wrong = await real_desk.log_in(page, password="salah")
    assert wrong.status == 403
    wrong.cookies.update(page.cookies)
    back = (await real_desk.log_in(wrong)).sent_back
    assert (back["state"], back["iss"]) == ("keadaan 1", real_desk.url)
    assert (await real_desk.exchange(back["code"]))[0] == 200


async def test_a_name_is_opened_once_by_its_client_in_a_minute(real_desk: Office) -> None:
    body = await pushed(real_desk)
    assert (await opened(real_desk, body["request_uri"], "portal")).status == 400
    page = await opened(real_desk, body["request_uri"])
    assert page.status == 200
    word = dict(parse_qsl(page.hidden["request"]))["request_uri"].rpartition(":")[2]
    for name in (body["request_uri"], f"urn:ietf:params:oauth:request_uri:{word}"):
        assert (await opened(real_desk, name)).status == 400
    late = await pushed(real_desk)
    real_desk.clock.ahead += dt.timedelta(seconds=61)
    assert (await opened(real_desk, late["request_uri"])).status == 400
    for uri in ("", "x", "https://evil.example/r", "urn:satu:opened:x", body["request_uri"] + "x"):
        refused = await opened(real_desk, uri)
        assert refused.status == 400
        assert "Location" not in refused.headers


async def test_a_page_that_was_open_for_too_long_begins_again(real_desk: Office) -> None:
    page = await opened(real_desk, (await pushed(real_desk))["request_uri"])
    real_desk.clock.ahead += dt.timedelta(minutes=16)
    assert (await real_desk.log_in(page)).status == 400


async def test_what_a_browser_adds_to_the_name_does_not_count(desk: Office) -> None:
    uri = (await pushed(desk, scope="citizen:read"))["request_uri"]
    query = {"client_id": "console", "request_uri": uri, **asked(scope="citizen:correct", state="another")}
    async with desk.http.get(f"{desk.url}/oauth/authorize", params=query, allow_redirects=False) as response:
        page = await Answer.of(response)
    back = (await desk.log_in(page)).sent_back
    assert back["state"] == "keadaan 1"
    _, body = await desk.exchange(back["code"])
    assert body["scope"] == "citizen:read"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_request"),
        ({"scope": "audit:read"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"request": "a.b.c"}, "request_not_supported"),
        ({"dpop_jkt": "x"}, "invalid_request"),
        ({"state": "x" * 6000}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": "frontend"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
    ],
)
async def test_a_request_that_would_not_go_on_is_not_kept(
    desk: Office, registry: MemoryIdentity, changes: dict[str, str], error: str
) -> None:
    body = await pushed(desk, None, **changes)
    assert (body["status"] in (400, 401), body["error"]) == (True, error)
    assert not registry.pushed


async def test_a_confidential_client_proves_itself_and_names_nobody_else(desk: Office) -> None:
    headers = basic("frontend", SECRET)
    body = await pushed(desk, headers, client_id="frontend", scope="citizen:read")
    assert body["status"] == 201
    assert (await opened(desk, body["request_uri"], "frontend")).status == 200
    assert (await pushed(desk, basic("frontend", "salah"), client_id="frontend"))["status"] == 401
    assert (await pushed(desk, headers, client_id="portal"))["error"] == "invalid_request"


async def test_a_client_that_has_to_push_cannot_do_without(desk: Office, registry: MemoryIdentity) -> None:
    page = await desk.authorize()
    registry.clients["console"] = dataclasses.replace(registry.clients["console"], requires_par=True)
    assert (await desk.authorize()).sent_back["error"] == "invalid_request"
    assert (await desk.log_in(page)).sent_back["error"] == "invalid_request", "nor by a form that says it all"
    uri = (await pushed(desk))["request_uri"]
    assert "code" in (await desk.log_in(await opened(desk, uri))).sent_back


async def test_a_proof_at_the_endpoint_binds_the_code(desk: Office) -> None:
    prover = Prover(desk.clock, f"{desk.url}/oauth/par")
    assert (await pushed(desk, {"DPoP": "x"}))["error"] == "invalid_dpop_proof"
    assert (await pushed(desk, {"DPoP": prover.proof()}, dpop_jkt="A" * 43))["error"] == "invalid_request"
    proof = prover.proof()
    uri = (await pushed(desk, {"DPoP": proof}))["request_uri"]
    assert (await pushed(desk, {"DPoP": proof}))["error"] == "invalid_dpop_proof", "a proof is taken once"
    code = (await desk.log_in(await opened(desk, uri))).sent_back["code"]
    assert (await desk.exchange(code))[1]["error"] == "invalid_dpop_proof"
    uri = (await pushed(desk, {"DPoP": prover.proof()}))["request_uri"]
    code = (await desk.log_in(await opened(desk, uri))).sent_back["code"]
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
        "client_id": "console",
    }  # fmt: skip
    at_token = {"DPoP": prover.proof(htu=f"{desk.url}/oauth/token")}
    async with desk.http.post(f"{desk.url}/oauth/token", data=form, headers=at_token) as response:
        body = await response.json()
    assert parsed(body["access_token"])[1]["cnf"] == {"jkt": prover.thumbprint}


async def test_a_request_object_is_not_passed_over(desk: Office) -> None:
    assert (await desk.authorize(request="a.b.c")).sent_back["error"] == "request_not_supported"
