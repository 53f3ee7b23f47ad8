"""Every service all the way against a running demonstration, from its form to the paper, in the browsers of its people,
and to whoever else has to know: the register, the applicant's phone, the welfare agency, the other district.

Each by the mouse; births and arrivals without script, a family's card by the keyboard alone, a citizen's own card from
her own table. What is broken on the way for one of them is broken for an office.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import expect

from tests.demo.graph import Frontend
from tests.e2e import cases
from tests.e2e.agencies import TOLD_BY_MESSAGE, Agencies, agencies
from tests.e2e.cases import Case
from tests.e2e.counter import Counter
from tests.e2e.desks import OPERATOR, Desks
from tests.e2e.hands import Hand, Keys, Mouse
from tests.e2e.issued_papers import papers_on, verified_offline, verified_online
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.fixtures.demo import Demo

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(is_missing(), reason=NO_BROWSER),
    pytest.mark.timeout(600),
    pytest.mark.long,
]
ID = "query Id($nik: NIK!) { citizen(nik: $nik) { id } }"
AT_THE_COUNTER, AT_HOME = "loket.kabupaten", "warga.contoh"


@dataclass(frozen=True)
class Way:
    """How a service is walked: whose application, by which hand, with or without script."""

    case: Callable[[Frontend, Any], Awaitable[Case]]
    hand: Hand
    script: bool = True
    at_home: bool = False


WAYS = {
    "birth": Way(cases.birth, Mouse(), script=False),
    "child_card": Way(cases.child_card, Mouse()),
    "death": Way(cases.death, Mouse()),
    "family_card": Way(cases.family_card, Keys()),
    "identity_card": Way(cases.identity_card, Mouse(), at_home=True),
    "move_in": Way(cases.move_in, Mouse(), script=False),
    "move_out": Way(cases.move_out, Mouse()),
    "move_within": Way(cases.move_within, Mouse()),
}


@pytest.fixture
async def frontend(demo: Demo) -> AsyncIterator[Frontend]:
    async with Frontend(demo.data) as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(WAYS))
async def test_from_the_form_to_the_paper(demo: Demo, frontend: Frontend, tmp_path: Path, name: str) -> None:
    way = WAYS[name]
    case = await way.case(frontend, demo.data["sample"])
    await known_elsewhere(demo.data, case)
    async with agencies(demo) as others, chromium() as browser:
        desks = Desks(browser, demo.data, way.hand, way.script)
        number = await enter(desks, way, case, tmp_path)
        await desks.check(number)
        gave = await through_siak(desks, case, number)
        await desks.sign(number)
        await expect((await desks.finish(number)).locator(".page-title .govuk-tag").first).to_contain_text("diserahkan")
        await papers_hold(desks, case, number, tmp_path)
        assert [one for one in desks.watch.complaints if "favicon" not in one] == []
        await frontend.renew()
        after = await cases.person(frontend, case.about)
        assert case.holds(after, gave), after
        await everybody_knows(others, frontend, case, gave, number)


async def known_elsewhere(data: Mapping[str, Any], case: Case) -> None:
    """Whoever comes from another district stands in the register before, there."""
    if case.arrives is not None:
        address = f"{data['emulators']['population']['admin_url']}/data"
        async with aiohttp.ClientSession() as http, http.post(address, json=[case.arrives]) as reply:
            assert reply.status < 300, await reply.text()


async def enter(desks: Desks, way: Way, case: Case, scratch: Path) -> str:
    """At the counter, or at home with scans."""
    base = "/me/apply" if way.at_home else "/intake"
    page = await desks.log_in(AT_HOME if way.at_home else AT_THE_COUNTER, base)
    counter = Counter(page, desks.hand, f"{desks.console}{base}", scratch if way.at_home else None)
    return await counter.enter(case.title, case.form, case.brings)


async def through_siak(desks: Desks, case: Case, number: str) -> dict[str, str]:
    """Typed at SIAK's desk where anything changes there; the agency then has it once."""
    gave = dict(case.gives)
    if case.title == "Akta Kelahiran":
        gave |= await desks.type_birth(number, case.form)
    elif case.typed is not None:
        gave |= await desks.type_into_siak(number, case.typed)
    await desks.record(number, gave)
    async with aiohttp.ClientSession() as http, http.get(desks.data["emulators"]["population"]["effects_url"]) as reply:
        keys = [one["key"] for one in (await reply.json())["effects"]]
    assert keys.count(number) == (0 if gave == case.gives and case.typed is None else 1)
    return gave


async def everybody_knows(
    others: Agencies, frontend: Frontend, case: Case, gave: Mapping[str, str], number: str
) -> None:
    """Each office that has to know of it does, and the applicant was told each step on her phone, once and in order."""
    texts = await others.messages(cases.PHONE, number)
    assert len(texts) == len(TOLD_BY_MESSAGE), texts
    assert [text for text, words in zip(texts, TOLD_BY_MESSAGE, strict=True) if words not in text] == []
    for nik, fields in case.shown(gave).items():
        shown = await others.register_shows(nik)
        assert (shown is None) is (fields is None), nik
        assert {name: (shown or {})[name] for name in fields or ()} == (fields or {})
    ids = {nik: (await frontend.data(ID, nik=nik))["citizen"]["id"] for nik in case.tells(gave)}
    wanted = {ids[nik]: attributes for nik, attributes in case.tells(gave).items()}
    told = await others.told_of(wanted)
    assert told.keys() == wanted.keys(), case.title
    assert not any(attributes - told[person] for person, attributes in wanted.items()), (case.title, told)
    sides = [("1901", "ORIGIN", "OFFERED", case.offered), ("1902", "DESTINATION", "OFFERED", case.offered)]
    assert await others.offered(gave.get("letterNumber", "")) == (sides if case.offered else [])


async def papers_hold(desks: Desks, case: Case, number: str, scratch: Path) -> None:
    """Every paper is downloaded and checked, by the command without a network and by anybody at the public page."""
    page = await desks.at(OPERATOR, number)
    papers = await papers_on(page, desks.console)
    assert {title for title in case.papers if not any(found.startswith(title) for found in papers)} == set()
    for pdf, address in papers.values():
        said = await verified_offline(pdf, page, desks.data["issuer"], scratch)
        assert "byte for byte" in said
        await verified_online(page, address)
