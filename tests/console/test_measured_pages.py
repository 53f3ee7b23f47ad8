"""Every page of the console has an address at which it is measured: a new one is not forgotten."""

from __future__ import annotations

import re

import hub.console
from benchmarks.console_pages import ELSEWHERE, PLACES, linked
from hub.console.base.pages import pages

ROUTES = {page.path for page in pages(hub.console) if page.method == "GET"} - ELSEWHERE


def test_every_page_is_measured() -> None:
    assert ROUTES - PLACES.keys() == set(), "give it an address in benchmarks/console_pages.py"
    assert PLACES.keys() - ROUTES == set(), "there is no such page any more"


def test_each_place_is_an_address_of_its_page() -> None:
    for route, places in PLACES.items():
        shape = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(route)))
        for place in places.values():
            if isinstance(place, str):
                assert shape.fullmatch(place.partition("?")[0]), place


def test_links_are_found_by_the_shape_of_their_page() -> None:
    links = ("/console/burials/QQ", "/console/burials", "/console?view=all&amp;after=x")
    html = "".join(f'<a href="{link}">x</a>' for link in links)
    assert linked("/console/burials/{id}", html) == ["/console/burials/QQ"]
    assert linked("/console", html) == ["/console?view=all&after=x"]
