"""The portal's pages over the real application, without script and in a browser: a key that is made is shown once."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from collections.abc import AsyncIterator
from typing import Final

import pytest
from aiohttp import ClientSession, CookieJar

from hub.console import assets
from hub.engine import Engine
from hub.store import Database, PgIdentity, PgWrites
from tests.console.visitor import Response, Visitor
from tests.fakes.people_of_bangka import TENANT, clock
from tests.fakes.world import schema
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import Counter, counter, furnished
from tests.rights.test_browser import look_at

HERE: Final = "/portal/sign-up"
GIVEN: Final = {"name": "Aplikasi Posyandu", "unit": "Desa Rebo", "intent": "Mencoba", "keys": "", "region": ""}


@pytest.fixture
async def opened(database: str) -> AsyncIterator[Database]:
    store = await Database.open(database)
    yield store
    await store.close()


@pytest.fixture
async def at(opened: Database) -> AsyncIterator[Counter]:
    made = furnished()
    hub = dataclasses.replace(made.hub, writes=PgWrites(opened, clock), sandbox=True)
    async with counter(dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))) as found:
        yield found


def private_in(page: Response) -> dict[str, str]:
    shown = page.text.partition("readonly")[2].partition(">")[2].partition("<")[0]
    found: dict[str, str] = json.loads(html.unescape(shown))
    return found


async def test_a_key_is_made_and_shown_once_and_only_its_public_part_is_kept(at: Counter, opened: Database) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, at.url)
        assert HERE in (await visitor.get("/portal")).text
        empty = await visitor.get(HERE)
        wrong = await visitor.send(empty.form(HERE), **{**GIVEN, "name": "", "unit": ""})
        assert (wrong.status, 'href="#name"' in wrong.text, 'href="#unit"' in wrong.text) == (422, True, True)
        outside = await visitor.send(wrong.form(HERE), **{**GIVEN, "region": "99"})
        assert ("Kode wilayah di kabupaten ini" in outside.text, "Ada isian" in outside.text) == (True, False)
        secret = await visitor.send(wrong.form(HERE), **{**GIVEN, "keys": json.dumps({"kty": "EC", "d": "x"})})
        assert (secret.status, 'href="#keys"' in secret.text) == (422, True)
        form = secret.form(HERE)
        done = await visitor.send(form, **GIVEN)
        assert (done.status, done.headers["Cache-Control"]) == (200, "no-store")
        key = private_in(done)
        (row,) = await opened.fetch("select client_id, jwks::text as jwks from oauth_client")
        assert re.search(rf"client_key.py token http\S+ {row['client_id']} key.json", done.text)
        assert re.search(rf"TOKEN=\$\(\S+ \S+client_key.py token http\S+ {row['client_id']} key.json\)", done.text)
        assert (key["kid"] in row["jwks"], key["d"] in row["jwks"]) == (True, False)
        again = await visitor.send(form, **GIVEN)
        assert (again.status, "readonly" in again.text) == (422, False)
        assert await PgIdentity(opened, TENANT).acting(row["client_id"]) is not None
        assert await opened.fetchval("select count(*) from oauth_client") == 1


async def test_while_there_is_no_place_the_page_says_so_and_makes_no_key(at: Counter, opened: Database) -> None:
    await opened.execute(
        "insert into oauth_client (tenant, client_id, name, auth_method, grant_types, redirect_uris, scopes, purposes,"
        " region, trusted, signed_up_at) select $1, 'contoh-' || n, 'Contoh', 'none', '{}', '{}', '{}', '{}', '19.01',"
        " false, $2::timestamptz from generate_series(1, 200) n", TENANT, clock(),
    )  # fmt: skip
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, at.url)
        full = await visitor.send((await visitor.get(HERE)).form(HERE), **GIVEN)
        assert (full.status, "readonly" in full.text) == (429, False)


async def test_where_people_are_real_the_form_asks_for_a_key_and_says_who_decides() -> None:
    async with counter(sample=False) as at, ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, at.url)
        for path in ("/portal", HERE):
            assert "disetujui dua orang" in (await visitor.get(path)).text
        form = (await visitor.get(HERE)).text
        assert ("Kirim permintaan" in form, "Kunci publik (JWK), boleh kosong" in form) == (True, False)


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing() or assets.version() == "none", reason=NO_BROWSER)
async def test_the_pages_in_a_browser(at: Counter) -> None:
    async with chromium() as browser:
        page = await browser.new_page()
        await page.goto(at.url + "/portal")
        await look_at(page, "portal")
        await page.goto(at.url + HERE)
        await look_at(page, "sign-up")
        await page.locator("main form button").click()
        await look_at(page, "sign-up-wrong")
        for name, value in GIVEN.items():
            await page.locator(f"[name={name}]").fill(value)
        await page.locator("main form button").click()
        await look_at(page, "signed-up")
