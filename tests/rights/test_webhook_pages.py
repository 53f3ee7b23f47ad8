"""The portal's pages of subscriptions, over a real database, the worker's loop and real HTTP."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from hub.console import assets
from hub.core.calendar import local_date
from hub.core.identifiers import global_id
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import counter
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_differences import arrived
from tests.store.samples import person
from tests.worker.hand import Hand, subscribed

LIST = "/portal/webhooks"


@pytest.fixture
async def hand(database: str, tmp_path: Path) -> AsyncIterator[Hand]:
    async with subscribed(database, tmp_path) as made:
        yield made


async def told(hand: Hand) -> None:
    """Two persons, of each three events; the first message fails once."""
    hand.receiver.answers = [503]
    await hand.tell([person(), person()], 2, 3, 4)
    async with hand.post.working():
        await hand.post.until(hand.post.settled)


async def test_an_administrator_looks_after_a_subscription_without_script(hand: Hand) -> None:
    await told(hand)
    async with counter(hand.world) as at, arrived(at, "administrator") as visitor:
        listed = await visitor.get(LIST)
        here = f"{LIST}/{hand.id}"
        assert (hand.client.client_id in listed.text, f'href="{here}"' in listed.text) == (True, True)
        page = await visitor.get(here)
        assert page.text.count("citizen.changed") == 7, "six events, and what is subscribed to"
        assert ("HTTP 204" in page.text, hand.secret in page.text) == (True, False)
        paused = await visitor.send(page.form("/pause"))
        assert ("Dihentikan oleh kantor" in paused.text, "Berhenti sementara" in paused.text) == (True, True)
        resumed = await visitor.send(paused.form("/resume"))
        assert "Berjalan" in resumed.text
        asked = await visitor.send(resumed.form("/test"))
        assert "Pesan uji sedang dikirim" in asked.text
        hasty = await visitor.send(asked.form("/test"))
        assert (hasty.status, "Ada yang perlu diperhatikan" in hasty.text) == (422, True)
        rotated = await visitor.send(asked.form("/rotate"))
        (secret,) = set(re.findall(r"whsec_[^<\s]+", rotated.text))
        assert secret not in (await visitor.get(here)).text, "once"
        assert rotated.headers["Cache-Control"] == "no-store"


async def test_a_replay_is_counted_and_then_sent(hand: Hand) -> None:
    await told(hand)
    async with counter(hand.world) as at, arrived(at, "administrator") as visitor:
        page = await visitor.get(f"{LIST}/{hand.id}")
        today = local_date(hand.post.clock())
        wrong = {
            "kapan": "Tulis hari sebagai tanggal",
            (today - dt.timedelta(days=1)).isoformat(): "Hari terakhir tidak boleh sebelum",
            (today + dt.timedelta(days=8)).isoformat(): "Paling lama tujuh hari sekaligus",
        }
        for to, said in wrong.items():
            refused = await visitor.send(page.form("/replay"), **{"from": today.isoformat(), "to": to})
            assert (refused.status, said in refused.text, 'id="to-error"' in refused.text) == (422, True, True), to
        seen = await visitor.send(page.form("/replay"), **{"from": today.isoformat(), "to": today.isoformat()})
        assert "6 peristiwa pernah diberitahukan" in seen.text
        assert set(await hand.post.states()) == {"DELIVERED"}, "counting sends nothing"
        fields = [("_token", seen.form("/replay").value("_token")), ("key", "send"), ("go", "send")]
        days = [("from", today.isoformat()), ("to", today.isoformat())]
        done = await visitor.post(f"{LIST}/{hand.id}/replay", [*fields, *days])
        assert ("6 peristiwa dikirim ulang" in done.text, "dikirim ulang 1 kali" in done.text) == (True, True)
        async with hand.post.working():
            await hand.post.until(hand.post.settled)
        assert {got.key for got in hand.receiver.got[7:]} == {got.key for got in hand.receiver.got[:7]}


async def test_a_client_is_subscribed_and_its_secret_shown_once(hand: Hand) -> None:
    async with counter(hand.world) as at, arrived(at, "administrator") as visitor:
        form = (await visitor.get(f"{LIST}/new?client={hand.client.client_id}")).form("/portal/webhooks/new")
        assert form.value("clientId") == hand.client.client_id
        right = {"purpose": "PUBLIC_SERVICE", "kinds": "citizen.changed", "url": hand.receiver.url}
        for name, value in (
            ("url", "http://10.0.0.7/x"),
            ("kinds", "Changed!"),
            ("kinds", "citizen.changd"),
            ("clientId", "absent"),
            ("purpose", "PLANNING"),
            ("purpose", "?"),
        ):
            refused = await visitor.send(form, **{**right, name: value})
            assert (refused.status, f'id="{name}-error"' in refused.text) == (422, True), name
            assert "citizen.nik-assigned" in refused.text
        made = await visitor.send(form, **right)
        assert (made.status, "Hanya ditampilkan sekali ini" in made.text) == (200, True)
        assert made.headers["Cache-Control"] == "no-store"
        (secret,) = set(re.findall(r"whsec_[^<\s]+", made.text))
        listed = await visitor.get(LIST)
        assert listed.text.count(f"{hand.receiver.url}<") == 2
        pages = [
            listed,
            *[await visitor.get(at) for at in sorted(set(re.findall(rf'href="({LIST}/[^"?]+)"', listed.text)))],
        ]
        assert len(pages) >= 3
        assert not any(secret in page.text or "Hanya ditampilkan sekali ini" in page.text for page in pages), "once"


async def test_who_keeps_no_clients_is_not_led_there(hand: Hand) -> None:
    async with counter(hand.world) as at, arrived(at, "verifier") as verifier:
        assert LIST not in (await verifier.get("/portal/simulator")).text
        refused = await verifier.get(LIST)
        assert ("Sebagian data tidak ditampilkan" in refused.text, hand.receiver.url in refused.text) == (True, False)
        assert (await verifier.get(f"{LIST}/{hand.id}")).status == 404
        absent = global_id("Webhook", person().id)
        assert (await verifier.get(f"{LIST}/{absent}")).status == 404


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_pages_are_for_everybody(hand: Hand) -> None:
    """Axe, at the width of a desk and of a phone, by day and by night."""
    await told(hand)
    async with counter(hand.world) as at, chromium() as browser:
        page = await arrive(browser, at, "administrator", LIST)
        await expect(page.get_by_role("table", name="Langganan peristiwa")).to_be_visible()
        await look_at(page, "webhooks")
        await page.goto(f"{at.url}{LIST}/{hand.id}")
        await page.get_by_role("button", name="Ganti rahasia").click()
        await expect(page.get_by_text("Hanya ditampilkan sekali ini")).to_be_visible()
        await look_at(page, "webhook")
        await page.emulate_media(color_scheme="dark")
        await look_at(page, "webhook-dark")
        await page.goto(f"{at.url}{LIST}/new")
        await page.get_by_role("button", name="Buat langganan").click()
        await look_at(page, "webhook-form")
