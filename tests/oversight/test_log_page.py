"""The log's page over a real log: its heads as they stand, a witness that agrees or does not, and a receipt's proof."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientSession, CookieJar
from playwright.async_api import expect

from hub.audit.notes import verified
from hub.audit.proofs import Proof
from hub.console import assets
from hub.core.actor import Role
from hub.core.identifiers import global_id, new_id
from hub.engine import Engine
from hub.store import Database
from hub.store.published_log import PgPublishedLog
from tests.console.visitor import Response, Visitor
from tests.fakes.actors import staff
from tests.fakes.on_postgres import on_postgres
from tests.fakes.world import schema
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import Counter, counter
from tests.rights.test_browser import arrive, look_at
from tests.store.logged import Logged
from tests.store.samples import NOW, TENANT

PAGE = "/console/log"
BROKEN = "Tidak utuh"


@dataclass
class Watch:
    """A log of three heads, and an auditor and a verifier who look at it."""

    logged: Logged
    auditor: Visitor
    verifier: Visitor
    receipts: list[str]
    at: Counter

    async def look(self, query: str = "") -> Response:
        return await self.auditor.get(f"{PAGE}{query}")

    async def spoil(self, *statements: str) -> None:
        """What somebody who owns the database can do."""
        async with self.logged.db.transaction() as connection:
            await connection.execute("alter table receipt_head disable trigger all")
            for statement in statements:
                await connection.execute(statement)
            await connection.execute("alter table receipt_head enable trigger all")


@pytest.fixture
async def watch(database: str) -> AsyncIterator[Watch]:
    db = await Database.open(database)
    logged, made = Logged.on(db), on_postgres(db)
    receipts: list[str] = []
    for count in (3, 4, 5):
        receipts += [str(one.id) for one in await logged.write(count=count)]
        await logged.place()
        await logged.sign()
    hub = dataclasses.replace(made.hub, receipt_log=PgPublishedLog(db, TENANT, logged.keys))
    world = dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))
    async with counter(world) as at, ClientSession(cookie_jar=CookieJar(unsafe=True)) as one:
        at.issuer.person = "auditor"
        auditor = Visitor(one, at.url)
        await auditor.get(PAGE)
        at.issuer.person, at.tokens["token-verifier"] = "verifier", staff(Role.VERIFIER)
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as two:
            yield Watch(logged, auditor, Visitor(two, at.url), receipts, at)
    await db.close()


async def test_heads_witnesses_and_the_proof_of_one(watch: Watch) -> None:
    page = await watch.look()
    assert (page.status, "Utuh" in page.text, BROKEN in page.text, "yang pertama" in page.text) == (
        200, True, False, True,
    )  # fmt: skip
    assert page.text.index(">12<") < page.text.index(">7<") < page.text.index(">3<"), "the newest first"
    assert "Tidak ada saksi" in page.text
    await watch.logged.heads.told("witness.example", 7, "", NOW)
    page = await watch.look()
    assert ("Setuju" in page.text, "1 dari 1" in page.text, "0 dari 1" in page.text) == (True, True, True)
    await watch.logged.heads.failed("witness.example", "It remembers another head.", NOW)
    page = await watch.look()
    assert ("Belum setuju" in page.text, "It remembers another head." in page.text) == (True, True)
    older = await watch.look("?before=12")
    assert (">12<" in older.text, ">7<" in older.text, "Ke yang terbaru" in older.text) == (False, True, True)
    assert (await watch.look("?before=x")).status == 200

    form = page.form(PAGE)
    shown = await watch.auditor.send(form, receipt=global_id("Access", watch.receipts[4]))
    assert (shown.status, "daun ke-4" in shown.text, f"hub audit receipt {watch.receipts[4]}" in shown.text) == (
        200, True, True,
    )  # fmt: skip
    file = await watch.auditor.send(form, receipt=watch.receipts[4], file="yes")
    assert "receipt.tlog-proof" in file.headers["Content-Disposition"]
    proof = Proof.read(file.text)
    assert (proof.position, verified(proof.head, watch.logged.keys.verifiers).size) == (4, 12)
    for wrong in ("", "x", global_id("Citizen", new_id()), str(new_id())):
        refused = await watch.auditor.send(form, receipt=wrong)
        assert (refused.status, 'href="#receipt"' in refused.text) == (422, True), wrong
    assert (await watch.verifier.get(PAGE)).status == 403


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.timeout(300)
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_page_in_a_browser(watch: Watch) -> None:
    await watch.logged.heads.told("witness.example", 12, "", NOW)
    await watch.logged.heads.failed("saksi.example", "It remembers another head.", NOW)
    async with chromium() as browser:
        page = await arrive(browser, watch.at, "auditor", PAGE)
        await look_at(page, "log")
        await page.get_by_label("Id tanda terima").fill(watch.receipts[4])
        await page.get_by_role("button", name="Tampilkan bukti").click()
        await expect(page.get_by_role("status")).to_contain_text("daun ke-4")
        await look_at(page, "log-proof")


async def test_a_head_that_was_changed_is_seen(watch: Watch) -> None:
    await watch.spoil("update receipt_head set root = decode(repeat('00', 32), 'hex') where size = 7")
    page = await watch.look()
    assert (BROKEN in page.text, "Bukan kunci buku ini" in page.text, ">Utuh" in page.text) == (True, True, False)
    assert page.text.count("govuk-tag--red") == 4, "the state, the key, and that neither 7 nor 12 continue what was"
