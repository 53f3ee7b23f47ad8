"""The menu: each page of a role is in it once, the daily ones in the row, and the page that is open is lit."""

from __future__ import annotations

import re

import pytest

import hub.console
from hub.console.base.menu import menu_of
from hub.console.base.pages import pages
from hub.core.actor import STAFF, Role
from tests.console.conftest import Site
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
