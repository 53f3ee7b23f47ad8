"""Consent to the clients of others: asked in words, remembered, asked again for more, withdrawn."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest

from hub.core.actor import ROLE_SCOPES, Role
from hub.core.errors import Unauthenticated
from hub.identity.scope_texts import SCOPE_TEXTS
from hub.store import PgIdentity
from tests.identity.district import Answer, Office, office
from tests.identity.registry import MemoryIdentity

PORTAL = {"client_id": "portal", "scope": "citizen:read"}


async def allowed(desk: Office, **changes: str) -> dict[str, str]:
    """The tokens of the portal after a log-in with consent, asked for or remembered."""
    code = await desk.code(**{**PORTAL, **changes})
    status, body = await desk.exchange(code, client_id="portal")
    assert status == 200
    return body


async def own_page(desk: Office) -> Answer:
    """What she allowed, after a log-in of her own."""
    async with desk.http.get(f"{desk.url}/oauth/consents") as response:
        page = await Answer.of(response)
    return await desk.log_in(page)


async def test_the_page_says_who_asks_for_what_in_words(desk: Office) -> None:
    page = await desk.log_in(await desk.authorize(**{**PORTAL, "scope": "citizen:read access:read openid"}))
    assert (page.status, page.stage) == (200, "consent")
    may, may_not = page.text.split('id="may-not"')
    assert "Portal &lt;b&gt;" in may
    assert "127.0.0.1:9" in may
    assert "membaca data kependudukan" in may
    assert "read population data" in may
    assert "mengenali Anda saat masuk" in may
    # What an operator may not do herself is not asked for.
    assert "melihat siapa yang membaca data" not in page.text
    assert "kata sandi" in may_not
    assert "memproses permohonan sebagai petugas" in may_not, "what she may do herself and it may not"
    assert "9 jam" in may_not
    assert "/oauth/consents" in may_not
    assert "<script" not in page.text


async def test_the_office_s_own_client_asks_for_no_consent(desk: Office) -> None:
    assert "code" in (await desk.log_in(await desk.authorize())).sent_back


async def test_a_refusal_gives_no_code_and_is_not_remembered(desk: Office) -> None:
    page = await desk.log_in(await desk.authorize(**PORTAL))
    back = (await desk.step(page, decision="cancel")).sent_back
    assert back["error"] == "access_denied"
    assert "code" not in back
    assert (await desk.log_in(await desk.authorize(**PORTAL))).stage == "consent"


async def test_consent_is_remembered_and_asked_again_for_more(desk: Office) -> None:
    await allowed(desk)
    assert "code" in (await desk.log_in(await desk.authorize(**PORTAL))).sent_back
    more = {**PORTAL, "scope": "citizen:read family:read"}
    assert (await desk.log_in(await desk.authorize(**more))).stage == "consent"
    await allowed(desk, **more)
    for less in ("citizen:read", "family:read", "citizen:read family:read"):
        assert "code" in (await desk.log_in(await desk.authorize(**{**PORTAL, "scope": less}))).sent_back


async def test_prompt_consent_asks_again_and_prompt_none_never_does(desk: Office) -> None:
    await allowed(desk)
    page = await desk.log_in(await desk.authorize(**PORTAL, prompt="login consent"))
    assert page.stage == "consent"
    assert "code" in (await desk.step(page)).sent_back
    assert (await desk.authorize(**PORTAL, prompt="none")).sent_back["error"] == "login_required"


async def test_consent_cannot_be_given_without_the_page(desk: Office) -> None:
    page = await desk.log_in(await desk.authorize(**PORTAL))
    for stage in ("done", "code", ""):
        page = await desk.step(page, stage=stage)
        assert page.stage == "consent"
    page = await desk.step(page, decision="maybe")
    assert page.stage == "consent"


async def test_consent_belongs_to_one_user_and_one_client(desk: Office, registry: MemoryIdentity) -> None:
    await allowed(desk)
    (siti,) = registry.users.values()
    budi = dataclasses.replace(siti, id=uuid.uuid4(), username="budi")
    await registry.put_user(budi)
    assert (await desk.log_in(await desk.authorize(**PORTAL), "budi")).stage == "consent"
    other = {"client_id": "frontend", "scope": "citizen:read"}
    assert (await desk.log_in(await desk.authorize(**other))).stage == "consent"


@pytest.mark.parametrize("real", [False, True])
async def test_withdrawing_ends_everything_within_a_second(
    registry: MemoryIdentity, real_store: PgIdentity, real: bool
) -> None:
    async with office(real_store if real else registry) as desk:
        tokens = await allowed(desk)
        unused = await desk.code(**PORTAL)
        _, kept = await desk.exchange(await desk.code())
        authorization = f"Bearer {tokens['access_token']}"
        assert (await desk.verifier.actor(authorization)).client_id == "portal"
        page = await own_page(desk)
        assert "Portal &lt;b&gt;" in page.text
        assert "membaca data kependudukan" in page.text
        page = await desk.step(page, withdraw="portal", decision="")
        assert "Izin dicabut" in page.text
        assert "Portal" not in page.text
        desk.clock.ahead += dt.timedelta(seconds=1)
        with pytest.raises(Unauthenticated):
            await desk.verifier.actor(authorization)
        refreshed = await desk.post(
            "/oauth/token", grant_type="refresh_token", refresh_token=tokens["refresh_token"], client_id="portal"
        )
        assert refreshed[1]["error"] == "invalid_grant"
        assert (await desk.exchange(unused, client_id="portal"))[1]["error"] == "invalid_grant"
        await desk.verifier.actor(f"Bearer {kept['access_token']}")
        assert (await desk.log_in(await desk.authorize(**PORTAL))).stage == "consent"
        # Also when the access token's own list of ended ones is swept after its ten minutes.
        desk.clock.ahead += dt.timedelta(hours=2)
        again = await desk.post(
            "/oauth/token", grant_type="refresh_token", refresh_token=tokens["refresh_token"], client_id="portal"
        )
        assert again[1]["error"] == "invalid_grant"


async def test_nobody_withdraws_for_somebody_else(desk: Office, registry: MemoryIdentity) -> None:
    tokens = await allowed(desk)
    (siti,) = registry.users.values()
    await registry.put_user(dataclasses.replace(siti, id=uuid.uuid4(), username="budi"))
    async with desk.http.get(f"{desk.url}/oauth/consents") as response:
        page = await desk.log_in(await Answer.of(response), "budi")
    assert "Portal" not in page.text
    await desk.step(page, withdraw="portal", decision="")
    desk.clock.ahead += dt.timedelta(seconds=1)
    await desk.verifier.actor(f"Bearer {tokens['access_token']}")


async def test_her_own_page_wants_a_log_in_and_ends_with_it(desk: Office) -> None:
    page = await own_page(desk)
    assert "Anda tidak memberi izin" in page.text
    left = await desk.step(page, decision="cancel")
    assert "Anda sudah keluar" in left.text
    assert (await desk.step(page)).stage == "", "going back opens nothing"
    desk.clock.ahead += dt.timedelta(minutes=11)
    page = await own_page(desk)
    desk.clock.ahead += dt.timedelta(minutes=11)
    assert (await desk.step(page, withdraw="portal")).status == 403


async def test_a_citizen_may_set_up_the_second_step_there(desk: Office) -> None:
    page = await desk.step(await own_page(desk), enrol="yes", decision="")
    assert page.stage == "enrol"


def test_every_scope_of_a_role_has_its_words() -> None:
    missing = {scope for role in Role for scope in ROLE_SCOPES[role]} - SCOPE_TEXTS.keys()
    assert not missing
