"""Every page in a real Chromium: accessible (axe), nothing refused by the policy, no sideways scrolling on a phone."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from graphql import GraphQLError, GraphQLSchema
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from hub.console import assets
from tests.console.conftest import Site, standing
from tests.console.samples import MOTHER, NOW, NUMBER, PERSONS, SIAK_RESULT, application, meter_line, promise, step
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets"),
]
PAGE = f"/console/applications/{NUMBER}"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
# Only violations are described in full: the rest costs time and is not looked at.
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Milliseconds for what script does after a page came: other tests may keep the machine busy.
PATIENCE = 20_000
# A folder for pictures of the pages, when somebody wants to look at them.
PICTURES = os.environ.get("CONSOLE_PICTURES")

_LEFT = promise(state="RUNNING", dueAt=NOW + dt.timedelta(hours=3), workingMinutesLeft=100)
_SIAK = {"state": "PROCESSING", "siakResult": SIAK_RESULT, "promise": _LEFT}
_ISSUED = {
    "code": "K7Q2M9XW4T", "status": "ACTIVE", "issuedAt": NOW, "url": "/documents/0197f2c0-0000-7000-9000-000000000009",
}  # fmt: skip
_VERIFIED = {
    "title": "Kutipan Akta Kelahiran", "maskedName": "A***** P**** R*****", "deedNumber": "1901-LU-24112026-0001",
    "issuedOn": NOW.date(), "issuer": "Dinas Kependudukan dan Pencatatan Sipil", "simulatedSignature": True,
}  # fmt: skip
# name -> (path, who is logged in, changes of the application, of the verification)
PAGES: dict[str, tuple[str, str | None, dict[str, Any], dict[str, Any]]] = {
    "front": ("/", None, {}, {}),
    "track": ("/track", None, {}, {}),
    "scoreboard": ("/kinerja", None, {}, {}),
    "rate": ("/penilaian", None, {}, {}),
    "delay": (f"{PAGE}/reason/delay", "operator", {}, {}),
    "verify-green": ("/v/K7Q2M9XW4T", None, {}, {"status": "ACTIVE", **_VERIFIED}),
    "verify-yellow": ("/v/K7Q2M9XW4T", None, {}, {"status": "SUPERSEDED", **_VERIFIED}),
    "verify-red": ("/v/K7Q2M9XW4T", None, {}, {"status": "NOT_FOUND"}),
    "queue": ("/console", "operator", {}, {}),
    "meter": ("/console/meter", "operator", {}, {}),
    "sessions": ("/console/sessions", "operator", {}, {}),
    "queue-empty": ("/console?state=ISSUED", "head_of_office", {}, {}),
    "application": (PAGE, "operator", {}, {}),
    "application-mismatch": (PAGE, "operator", {**_SIAK, "siakStatus": "MISMATCH", "differences": ["birthDate"],
                                                "allowedActions": ["recordSiakResult"]}, {}),
    "application-issued": (PAGE, "operator", {"state": "ISSUED", "siakStatus": "CONFIRMED", "siakResult": SIAK_RESULT,
                                              "certificate": _ISSUED, "allowedActions": ["handOverApplication"]}, {}),
    "missing": (f"{PAGE}/missing", "operator", {}, {}),
    "siak": (f"{PAGE}/siak", "operator", {**_SIAK, "siakStatus": "NONE", "siakResult": None}, {}),
    "sign": (f"{PAGE}/sign", "head_of_office", {**_SIAK, "state": "AWAITING_SIGNATURE", "siakStatus": "CONFIRMED"}, {}),
    "refuse": (f"{PAGE}/reason/refuse", "head_of_division", {}, {}),
    "search": ("/console/citizens", "operator", {}, {}),
    "citizen": (f"/console/citizens/{PERSONS[MOTHER]['id']}", "operator", {}, {}),
    "correction": (f"/console/citizens/{PERSONS[MOTHER]['id']}/correct", "operator", {}, {}),
    "problem": ("/console/applications/AL-2222-2222", "operator", {}, {}),
    "bye": ("/console/bye", None, {}, {}),
}  # fmt: skip

# The main pages, of which each has another make-up; every page in every state is looked at by `make test-long`.
MAIN = frozenset({"front", "track", "queue", "application", "correction", "siak"})


# What comes of doing something is looked at on a phone; on a wide page, where less is in the way, by `make test-long`.
at_a_size = pytest.mark.parametrize("size", ["phone", pytest.param("desktop", marks=pytest.mark.long)])


# One browser for all tests of this file, so they and their servers share its loop.
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def browser(shared_browser: Browser) -> AsyncIterator[Browser]:
    yield shared_browser
    for context in shared_browser.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def site(schema: GraphQLSchema) -> AsyncIterator[Site]:
    async with standing(schema) as site:
        yield site


async def look_at(page: Page, name: str, *sizes: str) -> None:
    """Axe, no sideways scrolling, and a picture where one is wanted; at these sizes."""
    for size in sizes:
        width, height = SIZES[size]
        await page.set_viewport_size({"width": width, "height": height})
        found = await Axe().run(page, options=AXE)
        assert found.violations_count == 0, found.generate_report()
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
        if PICTURES:
            await page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)


async def opened(browser: Browser, site: Site, path: str) -> Page:
    """A page in a fresh context; what the browser complains about fails the test."""
    page = await (await browser.new_context(locale="id-ID")).new_page()
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and "404" not in message.text:
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(site.url + path)
    assert not complaints
    return page


@at_a_size
async def test_the_page_that_asks_for_a_new_log_in_is_accessible(browser: Browser, site: Site, size: str) -> None:
    """And leads back to where she signs."""
    path, person, changes, _ = PAGES["sign"]
    site.issuer.person = person or ""
    site.graph.application = application(**changes)
    site.graph.outcomes["signApplication"] = GraphQLError("Again.", extensions={"code": "INSUFFICIENT_AUTHENTICATION"})
    page = await (await browser.new_context(locale="id-ID")).new_page()
    await page.goto(site.url + path)
    await page.get_by_label("Saya sudah membaca").check()
    await page.get_by_role("button", name="Tanda tangani").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Masuk sekali lagi")
    await look_at(page, "again", size)
    await page.get_by_role("button", name="Masuk lagi").click()
    await expect(page.locator(".govuk-notification-banner__heading")).to_contain_text("Anda sudah masuk lagi")
    assert page.url == site.url + path


@pytest.mark.parametrize(
    "name", [name if name in MAIN else pytest.param(name, marks=pytest.mark.long) for name in PAGES]
)
async def test_a_page_is_accessible_at_every_width(browser: Browser, site: Site, name: str) -> None:
    path, person, changes, verification = PAGES[name]
    site.issuer.person = person or ""
    site.graph.application = application(**changes)
    site.graph.queue = [
        site.graph.application,
        application(
            trackingNumber="AL-4WXR-2HJN",
            state="COMPLETE",
            promise=promise(state="BROKEN", dueAt=NOW - dt.timedelta(hours=2), workingMinutesLeft=0),
        ),
        application(trackingNumber="AL-P8VC-KM3E", state="PROCESSING", promise=_LEFT, siakStatus="PENDING"),
    ]
    site.graph.verification = verification
    site.graph.meter = [meter_line("2026-10-01", 8), meter_line("2026-11-01", 31)]
    await look_at(await opened(browser, site, path), name, *SIZES)


@at_a_size
async def test_following_an_application_in_the_browser(browser: Browser, site: Site, size: str) -> None:
    page = await opened(browser, site, "/track")
    await page.get_by_label("Nomor permohonan").fill(NUMBER)
    await page.get_by_role("button", name="Lihat permohonan").click()
    assert await page.locator(".steps li").count() == 5
    await look_at(page, "track-found", size)


@at_a_size
async def test_an_error_takes_the_focus_and_leads_to_its_field(browser: Browser, site: Site, size: str) -> None:
    site.graph.application = application(state="PROCESSING")
    page = await opened(browser, site, f"{PAGE}/siak")
    await page.get_by_label("NIK yang diterbitkan SIAK").fill("12")
    await page.get_by_role("button", name="Simpan dan cocokkan").click()
    await expect(page.locator(".govuk-error-summary")).to_be_focused(timeout=PATIENCE)
    await page.get_by_role("link", name="NIK terdiri dari 16 angka").click()
    await expect(page.locator("#nik")).to_be_focused(timeout=PATIENCE)
    await look_at(page, "siak-error", size)


@at_a_size
async def test_what_was_done_is_told_in_words_that_can_be_read(browser: Browser, site: Site, size: str) -> None:
    page = await opened(browser, site, PAGE)
    await page.get_by_role("button", name="Surat sudah lengkap").click()
    await expect(page.locator(".govuk-notification-banner__heading")).to_have_text(
        "Surat dinyatakan lengkap. Waktu layanan mulai dihitung. Papers complete: the clock runs.", timeout=PATIENCE
    )
    await look_at(page, "application-told", size)


async def test_what_is_to_be_done_stands_beside_the_application(browser: Browser, site: Site) -> None:
    """On a wide page at its right and narrow, on a phone above it."""
    page = await opened(browser, site, PAGE)
    side, beside = page.locator(".columns__side"), page.locator(".columns > :not(.columns__side)")
    await page.set_viewport_size({"width": 1280, "height": 900})
    narrow, wide = await side.bounding_box(), await beside.bounding_box()
    assert narrow is not None
    assert wide is not None
    assert (narrow["y"], narrow["width"]) == (wide["y"], 340)
    assert wide["x"] + wide["width"] < narrow["x"]
    await page.set_viewport_size({"width": 390, "height": 844})
    above, below = await side.bounding_box(), await beside.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


@at_a_size
async def test_a_conflict_in_the_browser(browser: Browser, site: Site, size: str) -> None:
    page = await opened(browser, site, PAGE)
    timeline = [step(1, "submit", "Desa", 26), step(2, "claim", "Sari", 1), step(3, "return", "Budi Contoh", 0.1)]
    site.graph.application = application(version=3, state="NEEDS_CORRECTION", timeline=timeline, allowedActions=[])
    site.graph.outcomes["acceptApplication"] = [{"code": "CONFLICT", "path": "", "message": "It is at version 3 now."}]
    await page.get_by_role("button", name="Surat sudah lengkap").click()
    await look_at(page, "application-conflict", size)


@at_a_size
async def test_the_read_back_arrives_without_a_hand(browser: Browser, site: Site, size: str) -> None:
    site.graph.application = application(
        state="PROCESSING", siakStatus="PENDING", siakResult=SIAK_RESULT, allowedActions=[]
    )
    page = await opened(browser, site, PAGE)
    await look_at(page, "application-pending", size)
    site.graph.application = application(
        state="PROCESSING", siakStatus="CONFIRMED", siakResult=SIAK_RESULT, allowedActions=["validateApplication"]
    )
    await page.get_by_role("button", name="Validasi").wait_for(timeout=PATIENCE)
    assert await page.get_by_text("Cocok dengan data kependudukan").is_visible()


async def test_a_value_is_copied_for_siak(browser: Browser, site: Site) -> None:
    site.graph.application = application(state="PROCESSING")
    page = await opened(browser, site, f"{PAGE}/siak")
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.get_by_role("button", name="Salin TANGGAL LAHIR").click()
    await page.get_by_text("TANGGAL LAHIR: tersalin").wait_for(state="attached")
    assert await page.evaluate("navigator.clipboard.readText()") == "20-11-2026"


@at_a_size
async def test_asking_for_a_paper_opens_its_reason(browser: Browser, site: Site, size: str) -> None:
    page = await opened(browser, site, f"{PAGE}/missing")
    reason = page.locator("#reason-marriage_certificate")
    assert not await reason.is_visible()
    await page.get_by_label("Buku nikah").check()
    await reason.fill("Agar nama ayah dapat dicatat.")
    await look_at(page, "missing-chosen", size)
    await page.get_by_role("button", name="Kirim permintaan").click()
    assert site.graph.made("returnApplication")[0]["missing"] == [
        {"what": "marriage_certificate", "code": "OTHER", "reason": "Agar nama ayah dapat dicatat."}
    ]


async def test_the_office_works_without_script(browser: Browser, site: Site) -> None:
    page = await (await browser.new_context(java_script_enabled=False)).new_page()
    await page.goto(f"{site.url}{PAGE}/missing")
    await page.get_by_label("Kartu Keluarga").check()
    await page.locator("#reason-family_card").fill("Pindaian tidak terbaca.")
    await page.get_by_role("button", name="Kirim permintaan").click()
    assert await page.get_by_text("Pemohon diminta melengkapi").is_visible()
