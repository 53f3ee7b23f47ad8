"""Authorization code with PKCE, over real HTTP: what goes, and everything that must not."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets

import pytest

from hub.core.actor import ActorKind, Role
from hub.core.errors import Unauthenticated
from hub.core.purpose import Purpose
from hub.store import PgIdentity
from tests.identity.district import CALLBACK, NIK, PASSWORD, SECRET, VERIFIER, Office, asked, office
from tests.identity.registry import MemoryIdentity


async def test_the_whole_way_on_a_real_database(real_store: PgIdentity) -> None:
    async with office(real_store) as desk:
        page = await desk.authorize()
        assert page.status == 200
        back = (await desk.log_in(page)).sent_back
        assert back["state"] == "keadaan 1"
        assert back["iss"] == desk.url
        assert back["kept"] == "1"
        status, body = await desk.exchange(back["code"])
        assert (status, body["token_type"], body["expires_in"]) == (200, "Bearer", 600)
        assert body["scope"] == "application:process citizen:read"
        actor = await desk.verifier.actor(f"Bearer {body['access_token']}")
        assert (actor.kind, actor.client_id, actor.display_name) == (ActorKind.USER, "console", "Siti (DATA CONTOH)")
        assert (actor.roles, actor.region) == (frozenset({Role.OPERATOR}), "19.01.01")
        assert actor.purposes == frozenset({Purpose.CIVIL_REGISTRATION})
        assert actor.nik == NIK
        # A second use is refused, and ends what the first one gave.
        assert (await desk.exchange(back["code"]))[1]["error"] == "invalid_grant"
        desk.clock.ahead += dt.timedelta(seconds=2)
        with pytest.raises(Unauthenticated, match="ended"):
            await desk.verifier.actor(f"Bearer {body['access_token']}")
        refreshed = await desk.post(
            "/oauth/token", grant_type="refresh_token", refresh_token=body["refresh_token"], client_id="console"
        )
        assert refreshed[1]["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge_method": "plain", "code_challenge": VERIFIER}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "", "code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "citizen:read audit:read"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt": "none"}, "login_required"),
        # A confidential client is bound to PKCE, too.
        ({"client_id": "frontend", "scope": "citizen:read", "code_challenge": "", "code_challenge_method": ""},
         "invalid_request"),
    ],
)  # fmt: skip
async def test_a_request_that_must_not_go_on_is_sent_back(desk: Office, changes: dict[str, str], error: str) -> None:
    back = (await desk.authorize(**changes)).sent_back
    assert back["error"] == error
    assert back["state"] == "keadaan 1"
    assert "code" not in back


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://127.0.0.1:9/callback"},
        {"redirect_uri": CALLBACK + "&x=1"},
        {"redirect_uri": CALLBACK.upper()},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": 'https://evil.example/"<script>'},
        {"redirect_uri": ""},
        {"client_id": "nobody"},
        {"client_id": ""},
        {"state": "x" * 6500},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(desk: Office, changes: dict[str, str]) -> None:
    page = await desk.authorize(**changes)
    assert page.status == 400
    assert "Location" not in page.headers
    assert "tidak dapat dilanjutkan" in page.text
    assert "<script" not in page.text


async def test_a_repeated_parameter_is_refused(desk: Office) -> None:
    query = [*asked().items(), ("redirect_uri", "https://evil.example/")]
    async with desk.http.get(f"{desk.url}/oauth/authorize", params=query, allow_redirects=False) as response:
        assert response.status == 400


async def test_the_page_has_no_script_and_a_policy_of_its_own(desk: Office) -> None:
    page = await desk.authorize()
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "form-action 'self' http://127.0.0.1:9" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in page.text
    assert "style=" not in page.text


async def test_the_page_names_the_client(desk: Office) -> None:
    assert "Portal &lt;b&gt;" in (await desk.authorize(client_id="portal")).text


@pytest.mark.parametrize(
    ("username", "password"),
    [("siti", "salah"), ("siti", ""), ("nobody", PASSWORD), ("", ""), ("siti\0", PASSWORD), ("siti", "x" * 5000)],
)
async def test_a_wrong_password_gives_no_code(desk: Office, username: str, password: str) -> None:
    page = await desk.log_in(await desk.authorize(), username, password)
    assert page.status == 403
    assert "tidak cocok" in page.text
    assert "Location" not in page.headers


async def test_cancelling_goes_back_without_a_code(desk: Office) -> None:
    back = (await desk.log_in(await desk.authorize(), decision="cancel")).sent_back
    assert back["error"] == "access_denied"
    assert back["state"] == "keadaan 1"


@pytest.mark.parametrize("csrf", ["", "x" * 43, None])
async def test_a_form_from_elsewhere_is_refused(desk: Office, csrf: str | None) -> None:
    page = await desk.authorize()
    if csrf is None:
        page.cookies.clear()
        answer = await desk.log_in(page)
    else:
        answer = await desk.log_in(page, csrf=csrf)
    assert answer.status == 403
    assert "Location" not in answer.headers


async def test_a_closed_account_does_not_log_in(desk: Office, registry: MemoryIdentity) -> None:
    await close(registry)
    assert (await desk.log_in(await desk.authorize())).status == 403


async def close(registry: MemoryIdentity) -> None:
    for user in list(registry.users.values()):
        registry.users[user.id] = type(user)(
            **{name: getattr(user, name) for name in user.__slots__ if name != "active"}, active=False
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": ""}, "invalid_request"),
        ({"code_verifier": secrets.token_urlsafe(48)}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_request"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"client_id": "portal"}, "invalid_grant"),
        ({"client_id": ""}, "invalid_client"),
        ({"client_id": "frontend"}, "invalid_client"),
        ({"code": "x"}, "invalid_grant"),
    ],
)
async def test_a_code_is_bound_to_its_request(desk: Office, changes: dict[str, str], error: str) -> None:
    status, body = await desk.exchange(await desk.code(), **changes)
    assert (status, body["error"]) in ((400, error), (401, error))
    assert "access_token" not in body


async def test_a_code_ends_after_a_minute(desk: Office) -> None:
    code = await desk.code()
    desk.clock.ahead += dt.timedelta(seconds=61)
    assert (await desk.exchange(code))[1]["error"] == "invalid_grant"


async def test_of_two_exchanges_at_once_one_goes(real_store: PgIdentity) -> None:
    async with office(real_store) as desk:
        code = await desk.code()
        answers = await asyncio.gather(*(desk.exchange(code) for _ in range(4)))
        assert sorted(status for status, _ in answers) == [200, 400, 400, 400]


async def test_a_confidential_client_exchanges_with_its_secret_and_its_verifier(desk: Office) -> None:
    code = await desk.code(client_id="frontend", scope="citizen:read")
    given = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    status, body = await desk.token(**given)
    assert (status, body["error"]) == (400, "invalid_request"), "a confidential client needs the verifier, too"
    code = await desk.code(client_id="frontend", scope="citizen:read")
    status, body = await desk.token(**{**given, "code": code}, code_verifier=VERIFIER)
    assert (status, body["scope"]) == (200, "citizen:read")


async def test_a_user_gets_no_scope_beyond_her_roles(desk: Office) -> None:
    _, body = await desk.exchange(await desk.code(scope="citizen:read access:read"))
    assert body["scope"] == "citizen:read"


async def test_an_id_token_is_for_the_client_and_opens_nothing(desk: Office) -> None:
    _, body = await desk.exchange(await desk.code(scope="openid citizen:read", nonce="sekali"))
    assert "id_token" in body
    with pytest.raises(Unauthenticated):
        await desk.verifier.actor(f"Bearer {body['id_token']}")


# Refresh


async def refreshed(desk: Office, token: str) -> tuple[int, dict[str, str]]:
    return await desk.post("/oauth/token", grant_type="refresh_token", refresh_token=token, client_id="console")


async def test_refresh_tokens_rotate_and_a_stolen_one_ends_the_log_in(desk: Office) -> None:
    _, first = await desk.exchange(await desk.code())
    status, second = await refreshed(desk, first["refresh_token"])
    assert status == 200
    assert second["refresh_token"] != first["refresh_token"]
    assert (await desk.verifier.actor(f"Bearer {second['access_token']}")).nik == NIK
    assert (await refreshed(desk, first["refresh_token"]))[1]["error"] == "invalid_grant"
    assert (await refreshed(desk, second["refresh_token"]))[1]["error"] == "invalid_grant"
    desk.clock.ahead += dt.timedelta(seconds=2)
    with pytest.raises(Unauthenticated):
        await desk.verifier.actor(f"Bearer {second['access_token']}")


async def test_a_log_in_ends_with_the_working_day_however_often_it_is_refreshed(desk: Office) -> None:
    _, body = await desk.exchange(await desk.code())
    for _ in range(3):
        desk.clock.ahead += dt.timedelta(hours=3) - dt.timedelta(seconds=10)
        status, new = await refreshed(desk, body["refresh_token"])
        assert status == 200
        body = new
    desk.clock.ahead += dt.timedelta(minutes=1)
    assert (await refreshed(desk, body["refresh_token"]))[0] == 400


async def test_another_client_cannot_use_a_refresh_token(desk: Office) -> None:
    _, body = await desk.exchange(await desk.code())
    status, answer = await desk.post(
        "/oauth/token", grant_type="refresh_token", refresh_token=body["refresh_token"], client_id="portal"
    )
    assert (status, answer["error"]) == (400, "invalid_grant")
    assert (await refreshed(desk, body["refresh_token"]))[0] == 200, "and cannot end it either"


async def test_a_closed_account_is_not_refreshed(desk: Office, registry: MemoryIdentity) -> None:
    _, body = await desk.exchange(await desk.code())
    await close(registry)
    assert (await refreshed(desk, body["refresh_token"]))[0] == 400
    desk.clock.ahead += dt.timedelta(seconds=2)
    with pytest.raises(Unauthenticated, match="closed"):
        await desk.verifier.actor(f"Bearer {body['access_token']}")


# Guessing


async def test_guessing_is_slowed_down(desk: Office) -> None:
    page = await desk.authorize()
    for _ in range(5):
        assert (await desk.log_in(page, password="salah")).status == 403
    blocked = await desk.log_in(page)
    assert blocked.status == 429
    assert 0 < int(blocked.headers["Retry-After"]) <= 31
    desk.clock.ahead += dt.timedelta(seconds=31)
    assert (await desk.log_in(page)).status == 303
    assert (await desk.log_in(page, password="salah")).status == 403, "a log-in that went well forgets the failures"


async def test_nothing_personal_is_logged_and_no_secret(desk: Office, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        page = await desk.authorize()
        await desk.log_in(page, password="salah")
        code = await desk.code()
        _, body = await desk.exchange(code)
        await desk.token()
    for word in (NIK, "siti", "Siti", PASSWORD, SECRET, code, body["access_token"], body["refresh_token"], VERIFIER):
        assert word not in caplog.text
