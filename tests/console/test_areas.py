"""A region by its name on the forms of the office: a few to choose from, with what they lie in, never a long list."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, CookieJar

from hub.core.regions import Region
from tests.console.visitor import Response, Visitor
from tests.rights.office import Counter, counter

NEAR = Region("19.01.01.1005", "Kenanga", "Sungailiat", "Kabupaten Bangka", "Kepulauan Bangka Belitung")
KECAMATAN = Region("19.01.01", "Sungailiat", None, "Kabupaten Bangka", "Kepulauan Bangka Belitung")
FAR = Region("36.71.05.1003", "Kenanga", "Cipondoh", "Kota Tangerang", "Banten")
ALL_OVER = [
    Region(f"33.01.{n:02}.2001", "Sukamaju", f"Contoh {n}", "Kabupaten Contoh", "Jawa Tengah") for n in range(60)
]
NEW_ACCOUNT = "/console/admin/users/new"
PICKED = re.compile(r'name="pick\.[^"]*" type="radio" value="([^"]*)"')


@pytest.fixture
async def desk() -> AsyncIterator[Counter]:
    async with counter() as standing:
        standing.world.people.named = [NEAR, FAR, KECAMATAN, *ALL_OVER]
        yield standing


@pytest.fixture
async def administrator(desk: Counter) -> AsyncIterator[Visitor]:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        desk.issuer.person = "administrator"
        visitor = Visitor(http, desk.url)
        await visitor.get("/console")
        yield visitor


async def pressed(visitor: Visitor, go: str, **typed: str) -> Response:
    form = (await visitor.get(NEW_ACCOUNT)).form("/users/new")
    return await visitor.send(form, go=go, **typed)


async def test_a_part_of_the_name_shows_what_there_is_here_and_nothing_is_lost(administrator: Visitor) -> None:
    page = await pressed(administrator, "find:region", region="kena", username="petugas.baru")
    assert page.status == 200
    assert PICKED.findall(page.text) == [NEAR.code]
    assert "Kenanga, Kec. Sungailiat <span" in page.text
    assert 'value="petugas.baru"' in page.text
    assert "govuk-error-summary" not in page.text


async def test_a_kecamatan_is_called_one(administrator: Visitor) -> None:
    page = await pressed(administrator, "find:region", region="sungai")
    assert PICKED.findall(page.text) == [KECAMATAN.code]
    assert "Kecamatan Sungailiat <span" in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("ke", "sedikitnya tiga huruf"), ("Antah Berantah", "Tidak ada wilayah"), ("kenanga", "Pilih satu dari daftar")],
)
async def test_a_name_goes_no_further_and_the_error_stands_at_its_field(
    administrator: Visitor, typed: str, said: str
) -> None:
    page = await pressed(administrator, "next", region=typed, username="petugas.baru", reason="Contoh")
    assert page.status == 422
    assert said in page.text
    assert 'href="#region"' in page.text
    assert page.url.endswith(NEW_ACCOUNT)


async def test_what_script_fetches_is_the_same_list_with_all_that_tells_places_apart(administrator: Visitor) -> None:
    page = await administrator.get("/console/areas?at=home.regionCode&home.regionCode=kenanga&level=VILLAGE")
    assert "<html" not in page.text
    assert PICKED.findall(page.text) == [NEAR.code, FAR.code]
    assert "Kenanga, Kec. Cipondoh, Kota Tangerang, Banten <span" in page.text
    called = await administrator.get("/console/areas?at=r&r=19.01.01.1005")
    assert "<strong>Kenanga, Kec. Sungailiat</strong>" in called.text
    assert not PICKED.findall(called.text)
    assert "radio" not in (await administrator.get("/console/areas?at=r&r=ke")).text


async def test_no_page_has_more_than_twenty_to_choose_from(administrator: Visitor) -> None:
    page = await administrator.get("/console/areas?at=r&r=sukamaju&level=VILLAGE")
    assert len(PICKED.findall(page.text)) == 20
    assert "Masih ada yang lain" in page.text


async def test_nobody_looks_without_a_log_in(desk: Counter) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        page = await Visitor(http, desk.url).get("/console/areas?at=r&r=kenanga", follow=False)
    assert (page.status, page.headers["HX-Redirect"]) == (204, "/console/login")
