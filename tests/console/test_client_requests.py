"""Where people are real: a client is asked for, registered by two people, looked at by itself, and given a new key."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
import time
from collections.abc import AsyncIterator
from html import unescape
from typing import Any, Final

import pytest
from aiohttp import ClientSession, CookieJar
from joserfc import jwt
from joserfc.jwk import ECKey

from hub.console import assets
from hub.core.calendar import local_date
from hub.core.client_keys import PACE
from hub.store import PgTrusted
from tests.console.real_office import RealOffice, real_office
from tests.console.test_administration import fill, path_of
from tests.console.visitor import Response, Visitor
from tests.engine.test_own_client import pair
from tests.fakes.people_of_bangka import TENANT
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.identity.proving import Prover
from tests.rights.test_browser import look_at

REQUESTS: Final = "/console/admin/requests"
MINE: Final = "/portal/mine"
ASKED: Final = {"name": "Aplikasi Posyandu", "unit": "Desa Rebo", "intent": "Mencatat imunisasi", "region": ""}
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
async def real(database: str) -> AsyncIterator[RealOffice]:
    async with real_office(database, sample=False) as opened:
        yield opened


@pytest.fixture
async def asker(real: RealOffice) -> AsyncIterator[Visitor]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        yield Visitor(http, real.url)


async def ask(asker: Visitor, key: ECKey) -> str:
    """The id that the request got."""
    empty = await asker.get("/portal/sign-up")
    without = await asker.send(empty.form("/portal/sign-up"), **ASKED, keys="")
    assert (without.status, 'href="#keys"' in without.text) == (422, True), "no key is made where people are real"
    done = await asker.send(without.form("/portal/sign-up"), **ASKED, keys=json.dumps(key.as_dict(private=False)))
    assert (done.status, "Menunggu" in done.text) == (200, True), done.text
    assert "Desa Rebo" not in done.text
    return path_of(done).rpartition("/")[2]


async def filled_already(visitor: Visitor, path: str, *fields: tuple[str, str]) -> Response:
    """Sends a form with what stands in it, boxes that are ticked and long texts too, and these fields besides."""
    page = await visitor.get(path)
    ticked = [
        (box["name"], box["value"])
        for box in (
            dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]* checked[^>]*>", page.text)
        )
    ]
    long = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', page.text)
    options = re.findall(r'<select[^>]*name="(\w+)".*?<option value="([^"]*)" selected', page.text, re.DOTALL)
    names = {name for name, _ in fields}
    stands = [(name, unescape(value).strip()) for name, value in [*ticked, *long, *options] if name not in names]
    return await fill(visitor, path, path.partition("?")[0], *stands, *fields)


async def token_of(real: RealOffice, asker: Visitor, client: str, key: ECKey, **headers: str) -> dict[str, Any]:
    """What the token endpoint says to the client's signature."""
    at = int(time.time())
    claims = {
        "iss": client, "sub": client, "aud": real.url, "iat": at, "exp": at + 60, "jti": secrets.token_urlsafe(18),
    }  # fmt: skip
    form = {
        "grant_type": "client_credentials", "client_assertion_type": ASSERTION,
        "client_assertion": jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key),
    }  # fmt: skip
    async with asker.http.post(f"{real.url}/oauth/token", data=form, headers=headers) as reply:
        found: dict[str, Any] = await reply.json()
    return found


async def mine(real: RealOffice, asker: Visitor, client: str, key: ECKey) -> Response:
    told = await token_of(real, asker, client, key)
    assert "access_token" in told, told
    token = told["access_token"]
    return await asker.send((await asker.get(MINE)).form(MINE), bearer=token)


async def seen_with_errors(real: RealOffice, asker: Visitor, client: str, key: ECKey) -> str:
    """The client's page: first without errors, then with those that were counted of it and of nobody else."""
    assert "tidak mendapat kode galat" in (await mine(real, asker, client, key)).text
    errors = {(client, "FORBIDDEN"): 1234, (client, "MASKED"): 3, ("other", "CONFLICT"): 9}
    rows, today = PgTrusted(real.office.database, TENANT), local_date(real.clock())
    await rows.count(today - dt.timedelta(days=1), {}, {}, errors)
    await rows.count(today, {}, {}, {(client, "FORBIDDEN"): 2})
    seen = unescape((await mine(real, asker, client, key)).text)
    given = re.findall(r">([A-Z_]+)</code>.*?<td[^>]*>([\d.]+)</td>.*?<td[^>]*>([\d.]+)</td>", seen, re.DOTALL)
    assert given == [("FORBIDDEN", "2", "1.236"), ("MASKED", "0", "3")]
    assert "kepada siapa hak itu diminta" in seen
    return seen


async def test_a_client_is_asked_for_registered_by_two_seen_by_itself_and_gets_a_new_key(
    real: RealOffice, asker: Visitor
) -> None:
    key, new = pair(), pair()
    client = await ask(asker, key)
    ani, budi = await real.log_in("ani"), await real.log_in("budi")
    assert client in (await ani.get(REQUESTS)).text
    page = (await ani.get(f"{REQUESTS}/{client}")).text
    assert all(words in page for words in ("Desa Rebo", "Mencatat imunisasi", "citizen:read"))

    # What was asked for stands in the forms already; a second person approves both.
    agreed = await filled_already(
        ani, f"/console/admin/agreements/new?request={client}", ("number", "7/PKS/2026"),
        ("legalBasis", "UU 24/2013 Pasal 79"), ("extent", "all"), ("dailyQuota", "50"), ("reason", "Sesuai surat."),
    )  # fmt: skip
    assert "Usulan tersimpan" in agreed.text, re.findall("error-summary.*?</ul>", agreed.text, re.DOTALL)
    await fill(budi, path_of(agreed), "/approve", ("reason", "Sudah saya cocokkan."))
    again = f"/console/admin/clients/new?request={client}"
    proposed = await filled_already(ani, again, ("redirectUris", ""), ("reason", "Sesuai surat."))
    assert "Usulan tersimpan" in proposed.text, re.findall("error-summary.*?</ul>", proposed.text, re.DOTALL)
    assert "invalid_client" in json.dumps(await token_of(real, asker, client, key))
    assert "Menunggu" in (await asker.get(f"/portal/request/{client}")).text
    await fill(budi, path_of(proposed), "/approve", ("reason", "Sudah saya cocokkan."))
    assert "Terdaftar" in (await asker.get(f"/portal/request/{client}")).text

    # The client looks at itself with a token of its own.
    seen = await seen_with_errors(real, asker, client, key)
    assert all(words in seen for words in ("7/PKS/2026", "Desa Rebo", "0 orang dari 50", key.kid or ""))
    wrong = await asker.send((await asker.get(MINE)).form(MINE), bearer="a.b.c")
    assert (wrong.status, 'href="#bearer"' in wrong.text) == (422, True)
    assert "a.b.c" not in wrong.text
    prover = Prover(real.clock, f"{real.url}/oauth/token")
    told = await token_of(real, asker, client, key, DPoP=prover.proof())
    assert told["token_type"] == "DPoP"
    for scheme in ("", "DPoP "):
        bound = await asker.send(wrong.form(MINE), bearer=scheme + told["access_token"])
        assert (bound.status, "Token ini terikat pada kunci (DPoP)" in bound.text) == (422, True), scheme
        assert told["access_token"] not in bound.text

    # It brings in a new key; the old one ends by itself.
    at = int(real.clock().timestamp())
    claims = {
        "sub": client,
        "aud": real.office.world.hub.public_url,
        "iat": at,
        "exp": at + 60,
        "jkt": new.thumbprint(),
    }
    proof = jwt.encode({"alg": "ES256", "kid": key.kid, "typ": "key-rotation+jwt"}, claims, key)
    form = (await asker.get(f"{MINE}/key")).form(f"{MINE}/key")
    public = json.dumps(new.as_dict(private=False))
    unproved = await asker.send(form, jwk=public, proof="", hours="zwei")
    assert [f'href="#{field}"' in unproved.text for field in ("proof", "jwk")] == [True, False]
    changed = await asker.send(unproved.form(f"{MINE}/key"), jwk=public, proof=proof, hours="1")
    assert (changed.status, "Kunci diganti" in changed.text) == (200, True), unescape(changed.text)
    assert [("access_token" in await token_of(real, asker, client, one)) for one in (key, new)] == [True, True]
    real.clock.ahead += dt.timedelta(hours=1)
    assert [("access_token" in await token_of(real, asker, client, one)) for one in (key, new)] == [False, True]

    # Tries without end come to one: the page says so, and not beside a field.
    tries = [(await asker.send(form, jwk=public, proof="a.b.c", hours="1")).status for _ in range(PACE.most + 1)]
    assert tries == [422] * PACE.most + [429]


async def test_a_request_is_refused_with_a_reason_and_a_form_takes_no_decided_one(
    real: RealOffice, asker: Visitor
) -> None:
    client = await ask(asker, pair())
    ani = await real.log_in("ani")
    page = await fill(ani, f"{REQUESTS}/{client}", f"/{client}", ("reason", ""))
    assert (page.status, 'href="#reason"' in page.text) == (422, True)
    page = await fill(ani, f"{REQUESTS}/{client}", f"/{client}", ("reason", "Belum ada surat instansinya."))
    assert ("Permintaan ditolak" in page.text, page.status) == (True, 200)
    assert "Belum ada surat instansinya." in (await asker.get(f"/portal/request/{client}")).text
    assert "Tolak permintaan" not in (await ani.get(f"{REQUESTS}/{client}")).text
    begun = (await ani.get(f"/console/admin/clients/new?request={client}")).text
    assert f'value="{client}"' not in begun
    assert (await ani.get(f"{REQUESTS}/app-nobody")).status == 404
    assert (await asker.get("/portal/request/app-nobody")).status == 404


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.skipif(is_missing() or assets.version() == "none", reason=NO_BROWSER)
async def test_the_pages_in_a_browser(real: RealOffice, asker: Visitor) -> None:
    client = await ask(asker, pair())
    ani = await real.log_in("ani")
    async with chromium() as browser:
        context = await browser.new_context(locale="id-ID")
        jar = ani.http.cookie_jar
        await context.add_cookies([{"name": one.key, "value": one.value, "url": real.url} for one in jar])
        page = await context.new_page()
        for path, name in (
            ("/portal", "portal-real"), ("/portal/sign-up", "request-form"), (f"/portal/request/{client}", "asked"),
            (MINE, "mine-form"), (f"{MINE}/key", "own-key"), (REQUESTS, "requests"),
            (f"{REQUESTS}/{client}", "request"),
        ):  # fmt: skip
            await page.goto(real.url + path)
            await look_at(page, name)
