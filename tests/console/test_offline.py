"""The page that checks a paper's QR code without a network, in a real Chromium whose network is cut once it is open."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import cbor2
import pytest
import segno
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.asymmetric import ec
from graphql import GraphQLSchema
from PIL import Image
from playwright.async_api import Page, Request, expect

from hub.console import assets
from hub.documents.stamps import Stamp, StampKey, key_id, published, stamped
from hub.web.certificate_keys import CERTIFICATE_KEYS
from tests.console.conftest import standing
from tests.console.test_browser import look_at
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing

PATH: Final = "/verifikasi/luring"
OFFICE: Final = "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Bangka"
CODE: Final = "7K3M-Q9TD-XW4P-2HRB"
URL: Final = f"https://layanan.dukcapil.bangka.example/v/{CODE}"
STAMP: Final = Stamp(
    "1901", CODE, "Kutipan Akta Kelahiran", "1901-LU-24112026-9003", "S*** R***", dt.date(2026, 11, 25)
)


def new_key() -> StampKey:
    private = ec.generate_private_key(ec.SECP256R1())
    return StampKey(key_id(private.public_key()), private)


KEY, OLD_KEY, STRANGER = new_key(), new_key(), new_key()
TEXT: Final = stamped(URL, STAMP, KEY)


async def key_list(_request: web.Request) -> web.Response:
    """The hub's own list: the keys of stamps, and behind them the authority, which has a certificate."""
    listed = published([KEY.private.public_key(), OLD_KEY.private.public_key()], OFFICE)
    authority = {**published([STRANGER.private.public_key()], OFFICE)[0], "x5c": ["MIIB"]}
    return web.json_response({"keys": [*listed, authority]})


@asynccontextmanager
async def page_without_network(schema: GraphQLSchema) -> AsyncIterator[tuple[Page, list[str]]]:
    """The page, open, in a browser that reaches nobody any more; and whatever it asks for then."""
    asked: list[str] = []

    def heard(request: Request) -> None:
        # A browser asks for the icon of a page when it likes, before the network is cut or after.
        if "/mark.svg" not in request.url:
            asked.append(request.url)

    async with standing(schema, routes={CERTIFICATE_KEYS: key_list}) as site, chromium() as browser:
        context = await browser.new_context(locale="id-ID")
        page = await context.new_page()
        await page.goto(f"{site.url}{PATH}", wait_until="load")
        await context.set_offline(True)
        page.on("request", heard)
        yield page, asked


def rewritten(text: str, name: str) -> str:
    """The same header and signature around another name, as a forger would make it who can read RFC 9052."""
    address, _, encoded = text.partition("#")
    tagged = cbor2.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    said = cbor2.loads(tagged.value[2])
    said[5] = name
    forged = cbor2.CBORTag(18, [tagged.value[0], {}, cbor2.dumps(said), tagged.value[3]])
    return f"{address}#{base64.urlsafe_b64encode(cbor2.dumps(forged)).decode().rstrip('=')}"


def photo(text: str) -> bytes:
    """A sheet of paper with the code on it, a little askew and grey, as somebody photographs it."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(drawn, kind="png", scale=8, border=4)
    code = Image.open(io.BytesIO(drawn.getvalue())).convert("L")
    sheet = Image.new("L", (code.width + 500, code.height + 700), 235)
    sheet.paste(code, (180, 300))
    taken = io.BytesIO()
    sheet.rotate(4, fillcolor=200, resample=Image.Resampling.BICUBIC).save(taken, "JPEG", quality=80)
    return taken.getvalue()


CASES: Final = {
    "GENUINE": TEXT,
    "GENUINE, an older key": stamped(URL, STAMP, OLD_KEY),
    "GENUINE, nobody named": stamped(URL, dataclasses.replace(STAMP, name=None), KEY),
    "FORGED, another name": rewritten(TEXT, "B*** J***"),
    "FORGED, another paper's address": TEXT.replace(CODE, "AAAA-AAAA-AAAA-AAAA"),
    "UNKNOWN_KEY": stamped(URL, STAMP, STRANGER),
    "NO_STAMP": URL,
    "UNREADABLE, cut": TEXT[:-40],
    "UNREADABLE, no code": f"{URL}#not-a-stamp",
}


@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_a_paper_is_checked_without_a_network(schema: GraphQLSchema) -> None:
    async with page_without_network(schema) as (page, asked):
        for case, text in CASES.items():
            await page.fill("#text", text)
            await page.get_by_role("button", name="Periksa").click()
            shown = page.locator("[data-verdict]:visible")
            await expect(shown).to_have_attribute("data-verdict", case.partition(",")[0])
            assert await page.locator("#said").is_visible() is case.startswith("GENUINE")
        await page.set_input_files("#photo", {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": photo(TEXT)})
        await expect(page.locator("[data-verdict]:visible")).to_have_attribute("data-verdict", "GENUINE")
        said = await page.locator("#said").inner_text()
        for told in (
            STAMP.title,
            "S*** R***",
            STAMP.number,
            "25 November 2026",
            OFFICE,
            CODE,
            "A newer paper may exist",
        ):
            assert told in said
        assert await page.get_attribute("#online", "href") == f"/v/{CODE}"
        assert asked == []
        await look_at(page, "verify-offline")


async def test_the_page_has_the_keys_that_stamp_and_no_other(schema: GraphQLSchema) -> None:
    async with standing(schema, routes={CERTIFICATE_KEYS: key_list}) as site, ClientSession() as http:
        text = await (await http.get(f"{site.url}{PATH}")).text()
    assert KEY.id in text
    assert OLD_KEY.id in text
    assert STRANGER.id not in text


async def test_without_the_keys_the_page_says_so(schema: GraphQLSchema) -> None:
    async with standing(schema) as site, ClientSession() as http:
        answer = await http.get(f"{site.url}{PATH}")
        assert answer.status == 503
