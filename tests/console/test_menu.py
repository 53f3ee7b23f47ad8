"""The menu: each page of a role is in it once, the daily ones in the row, and the page that is open is lit."""

from __future__ import annotations

import re

import pytest
from yarl import URL

import hub.console
from hub.console.base.menu import menu_of
from hub.console.base.pages import pages
from hub.core.actor import STAFF, Role
from tests.console.conftest import Site
from tests.console.samples import NUMBER
from tests.console.visitor import Visitor
from tests.fakes.actors import staff


@pytest.mark.parametrize("role", sorted({*STAFF, Role.HELPER, Role.CITIZEN}))
def test_what_is_in_the_menu_is_a_page_and_stands_there_once(role: Role) -> None:
    row, more = menu_of(staff(role))
    addresses = [entry.href for entry in (*row, *more)]
    assert addresses
    assert len(set(addresses)) == len(addresses)
    assert set(addresses) <= {page.path for page in pages(hub.console) if page.method == "GET"}
    assert len({entry.words for entry in (*row, *more)}) == len(addresses)


def test_where_there_is_much_only_the_daily_stands_in_the_row() -> None:
    row, more = menu_of(staff(Role.OPERATOR))
    assert "/console" in [entry.href for entry in row]
    assert "/console/deliveries" in [entry.href for entry in more]
    assert all(entry.daily for entry in row)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_a_row_fits_on_a_screen(role: Role) -> None:
    row, _ = menu_of(staff(role))
    assert 0 < len(row) <= 5


@pytest.mark.parametrize(("path", "lit"), [
    ("/console", ["/console"]),
    ("/console/applications/AL-2222-2222", ["/console"]),
    ("/console/deliveries/1", ["/console/deliveries"]),
    ("/console/bye", []),
])  # fmt: skip
def test_the_page_that_is_open_is_lit(path: str, lit: list[str]) -> None:
    row, more = menu_of(staff(Role.OPERATOR))
    assert [entry.href for entry in (*row, *more) if entry.is_lit(path)] == lit


async def test_the_rest_stands_behind_one_word_that_needs_no_script(site: Site, operator: Visitor) -> None:
    page = await operator.get("/console/meter")
    found = re.search(r'<li class="([^"]*)">\s*<details class="menu-more">(.*?)</details>', page.text, re.DOTALL)
    assert found is not None
    assert "govuk-service-navigation__item--active" in found[1]
    assert 'href="/console/meter" aria-current="true"' in found[2]
    assert 'href="/console"' not in found[2]
    assert site.url in page.url


async def test_a_public_page_has_her_menu_and_asks_as_nobody(site: Site, operator: Visitor) -> None:
    page = await operator.get("/track")
    assert "Sari Contoh" in page.text
    assert 'href="/console/tickets"' in page.text
    assert "Masuk petugas" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    answer = await operator.send(page.form("/track"), number=NUMBER)
    assert "Sari Contoh" in answer.text
    assert site.graph.calls[-1].actor.is_anonymous
    absent = await operator.get("/layanan/absent")
    assert (absent.status, 'href="/console">' in absent.text.split("<main")[1]) == (404, True)
    left = await operator.send(answer.form("/console/logout"))
    assert left.url == f"{site.url}/console/bye"
    assert "Masuk petugas" in left.text
    assert "Masuk petugas" in (await operator.get("/track")).text


async def test_the_forms_of_a_public_page_have_a_token_of_their_own(site: Site, operator: Visitor) -> None:
    page = await operator.get("/track")
    own, leaving = (page.form(ending).value("_token") for ending in ("/track", "/console/logout"))
    assert own != leaving
    other = page.form("/console/logout")
    assert (await operator.post(other.action, [("_token", own)])).status == 403
    assert leaving in {one.csrf for one in site.sessions._sessions.values()}


@pytest.mark.parametrize("how", ["idle", "revoked", "strange"])
async def test_a_public_page_of_a_session_that_is_over_has_the_public_menu(
    site: Site, operator: Visitor, how: str
) -> None:
    if how == "idle":
        site.clock.forward(minutes=29)
        assert "Sari Contoh" in (await operator.get("/track")).text
        site.clock.forward(minutes=2)
    elif how == "revoked":
        site.tokens.valid.clear()
    else:
        operator.http.cookie_jar.update_cookies({"satu": "x" * 43}, URL(site.url))
    page = await operator.get("/track", follow=False)
    assert (page.status, "Masuk petugas" in page.text, "Sari Contoh" in page.text) == (200, True, False)
    assert (await operator.get("/console", follow=False)).status == 303


async def test_a_token_that_is_old_is_renewed_for_the_menu_too(site: Site, operator: Visitor) -> None:
    site.tokens.valid["token-new"] = site.tokens.valid.pop("token-operator")
    site.issuer.refresh_answer = "token-new"
    assert "Sari Contoh" in (await operator.get("/track")).text
    assert site.issuer.refreshes == ["refresh-operator"]


async def test_a_new_token_that_does_not_hold_takes_no_public_page_away(site: Site, operator: Visitor) -> None:
    site.tokens.valid.clear()
    site.issuer.refresh_answer = "token-strange"
    page = await operator.get("/track", follow=False)
    assert (page.status, "Masuk petugas" in page.text) == (200, True)
