"""Each reader chooses her language: both, or one of them, by a link without script that only sets a cookie."""

from __future__ import annotations

import re

import pytest

from hub.core.language import COOKIE
from hub.core.texts import FILE, LOCALE, read
from tests.console.conftest import Site
from tests.console.samples import MOTHER, NUMBER, PERSONS
from tests.console.visitor import Visitor

PUBLIC = ("/", "/track", "/layanan", "/kinerja", "/console/bye")
OFFICE = (
    "/console", "/console/meter", "/console/sessions", "/console/citizens", f"/console/applications/{NUMBER}",
    f"/console/applications/{NUMBER}/missing", f"/console/applications/{NUMBER}/reason/delay",
    f"/console/citizens/{PERSONS[MOTHER]['id']}", f"/console/citizens/{PERSONS[MOTHER]['id']}/correct",
)  # fmt: skip
CHOICE = re.compile(r'<nav class="languages.*?</nav>', re.DOTALL)
SAME = {"GRATIS", "Kartu Keluarga"}
"""The word of the law for a service without a fee, and a paper that stands in an application as it was taken."""
ENGLISH = {
    text: forms[0]
    for (context, text), forms in read((LOCALE / "en" / FILE).read_text(encoding="utf-8")).forms.items()
    if not context and forms[0] != text and "{" not in text and len(text) > 3 and text not in SAME
}


async def chosen(visitor: Visitor, choice: str, path: str) -> str:
    """A page in a language, without the links that choose one."""
    page = await visitor.get(f"/bahasa/{choice}?to={path}")
    assert page.status == 200
    assert page.url.endswith(path)
    return CHOICE.sub("", page.text)


def said(page: str) -> set[str]:
    """The pieces of text of a page that are seen or read out."""
    labels = re.findall(r'(?:aria-label|data-label|alt)="([^"]+)"', page)
    return {" ".join(text.split()) for text in [*labels, *re.findall(r">([^<>]+)<", page)]}


async def test_a_page_has_both_languages_until_one_is_chosen(visitor: Visitor) -> None:
    page = (await visitor.get("/track")).text
    assert '<html lang="id"' in page
    assert 'Lacak permohonan Anda <span class="en" lang="en">Follow your application</span>' in page
    assert 'href="/bahasa/en?to=/track"' in page


@pytest.mark.parametrize("path", PUBLIC)
async def test_indonesian_alone_has_no_english(visitor: Visitor, path: str) -> None:
    page = await chosen(visitor, "id", path)
    assert '<html lang="id"' in page
    assert 'lang="en"' not in page


@pytest.mark.parametrize("path", PUBLIC)
async def test_english_alone_says_nothing_that_has_an_english(visitor: Visitor, path: str) -> None:
    page = await chosen(visitor, "en", path)
    assert '<html lang="en"' in page
    assert sorted(said(page) & ENGLISH.keys()) == []
    assert said(page) & set(ENGLISH.values())


@pytest.mark.parametrize("path", OFFICE)
async def test_an_officer_reads_her_pages_in_one_language(operator: Visitor, path: str) -> None:
    indonesian = await chosen(operator, "id", path)
    assert 'lang="en"' not in indonesian
    english = await chosen(operator, "en", path)
    assert sorted(said(english) & ENGLISH.keys()) == []
    both = await chosen(operator, "dua", path)
    assert 'class="en" lang="en"' in both


async def test_a_log_in_speaks_the_chosen_language(visitor: Visitor) -> None:
    page = await chosen(visitor, "en", "/track")
    assert "Follow your application" in page
    assert "Lacak" not in page


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "", "x"])
async def test_the_way_back_leads_to_no_other_site(site: Site, visitor: Visitor, to: str) -> None:
    answer = await visitor.http.get(f"{site.url}/bahasa/en", params={"to": to}, allow_redirects=False)
    assert answer.status == 303
    assert answer.headers["Location"] == "/"


async def test_the_cookie_holds_the_choice_and_nothing_else(site: Site, visitor: Visitor) -> None:
    answer = await visitor.http.get(f"{site.url}/bahasa/en", params={"to": "/track"}, allow_redirects=False)
    cookie = answer.cookies[COOKIE]
    assert cookie.value == "en"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    unknown = await visitor.http.get(f"{site.url}/bahasa/xx", allow_redirects=False)
    assert unknown.cookies[COOKIE].value == "", "what is no choice takes the choice away"
    assert '<html lang="id"' in (await visitor.get("/track")).text


async def test_days_are_written_as_the_language_does(operator: Visitor) -> None:
    path = f"/console/citizens/{PERSONS[MOTHER]['id']}"
    assert "24 November 2026 pukul 10.12 WIB" in await chosen(operator, "id", path)
    english = await chosen(operator, "en", path)
    assert "24 November 2026, 10:12 WIB" in english
    assert "pukul" not in english


async def test_a_number_that_somebody_put_into_an_address_is_not_said_back(visitor: Visitor) -> None:
    assert "/bahasa/en?to=/kinerja%3Fmonths%3D3" in (await visitor.get("/kinerja?months=3")).text
    page = await visitor.get("/kinerja?months=3&nik=1901015608019058")
    assert page.status == 200
    assert "1901015608019058" not in page.text


async def test_a_refusal_says_what_to_do_in_her_language(visitor: Visitor) -> None:
    indonesian, english = "Tanyakan kepada kantor di mana portalnya.", "Ask the office where its portal is."
    found = {}
    for choice in ("dua", "id", "en"):
        page = await visitor.get(f"/bahasa/{choice}?to=/portal/reference")
        assert page.status == 404
        found[choice] = indonesian in page.text, english in page.text
    assert found == {"dua": (True, True), "id": (True, False), "en": (False, True)}
