"""Who may stand twice, as clerks see it without script: why, both beside each other, made one, and two again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from hub.console import assets
from hub.core.citizen import Citizen
from hub.core.identifiers import global_id
from hub.store import Database
from hub.store.bulk import copy_citizens, copy_regions
from hub.store.duplicate_scan import PgDuplicateScan
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import TENANT, clock, person
from tests.fixtures.browser import NO_BROWSER, chromium, is_missing
from tests.rights.office import Counter, counter
from tests.rights.test_browser import arrive, look_at
from tests.rights.test_differences import arrived
from tests.store.samples import REGIONS

LIST = "/console/duplicates"
YUSUF = person("Muhammad Yusuf", birth_place="SUNGAILIAT")
JUSUF = person("Mohd. Jusuf", birth_place="MENTOK")


@dataclass
class Twice:
    """A counter over a real record in which one stands twice."""

    at: Counter
    db: Database

    async def people(self) -> dict[str | None, str]:
        """NIK -> name, of everybody who stands in the record."""
        rows = await self.db.fetch("select nik, full_name from person where merged_into is null order by nik")
        return {row["nik"]: row["full_name"] for row in rows}


@asynccontextmanager
async def twice(url: str) -> AsyncIterator[Twice]:
    database = await Database.open(url)
    await copy_regions(database, REGIONS)
    await copy_citizens(database, [YUSUF, JUSUF])
    await PgDuplicateScan(database, TENANT, clock).batch()
    async with counter(on_postgres(database)) as at:
        yield Twice(at, database)
    await database.close()


@pytest.fixture
async def pair(database: str) -> AsyncIterator[Twice]:
    async with twice(database) as made:
        yield made


def page_of(stays: Citizen, goes: Citizen) -> str:
    return f"{LIST}/{global_id('Citizen', stays.id)}/{global_id('Citizen', goes.id)}"


async def test_two_entries_become_one_and_two_again(pair: Twice) -> None:
    async with arrived(pair.at, "verifier") as verifier, arrived(pair.at, "head_of_division") as head:
        listed = await verifier.get(LIST)
        assert "nama sama, ejaan berbeda" in listed.text
        assert re.findall(rf'href="({LIST}/[^"?]+)"', listed.text) == [
            page_of(*sorted((YUSUF, JUSUF), key=lambda p: p.id))
        ]
        page = await verifier.get(page_of(YUSUF, JUSUF))
        assert {"take-fullName", "take-birthPlace"} == set(re.findall(r'id="(take-\w+)"', page.text))
        silent = await verifier.send(page.form("/merge"), nikOnKtpEl=str(YUSUF.nik), take="birthPlace", reason="")
        assert (silent.status, 'id="reason-error"' in silent.text) == (422, True)
        assert re.search(r'value="birthPlace" checked', silent.text)
        assert len(await pair.people()) == 2
        done = await verifier.send(
            silent.form("/merge"), nikOnKtpEl=str(YUSUF.nik), take="birthPlace", reason="KTP-el dilihat."
        )
        assert "Kedua catatan sekarang satu" in done.text
        assert await pair.people() == {YUSUF.nik: "Muhammad Yusuf"}
        assert await pair.db.fetchval("select birth_place from person where nik = $1", YUSUF.nik) == "MENTOK"
        (path,) = re.findall(rf'href="({LIST}/[^"?]+)"', (await head.get(f"{LIST}?view=merged")).text)
        own = await verifier.send((await verifier.get(path)).form("/undo"), reason="Keliru.")
        assert own.status == 422, "who merged them does not undo it"
        undone = await head.send((await head.get(path)).form("/undo"), reason="Dua kartu dilihat.")
        assert "Keduanya terpisah lagi" in undone.text
        assert await pair.people() == {YUSUF.nik: "Muhammad Yusuf", JUSUF.nik: "Mohd. Jusuf"}


async def test_of_two_niks_somebody_looks_at_the_card(pair: Twice) -> None:
    async with arrived(pair.at, "verifier") as verifier:
        page = await verifier.get(page_of(YUSUF, JUSUF))
        unclear = await verifier.send(page.form("/merge"), reason="Satu orang.")
        assert (unclear.status, len(await pair.people())) == (422, 2)
        assert re.search(r'href="#nikOnKtpEl"', unclear.text)


async def test_two_persons_are_left_as_they_are(pair: Twice) -> None:
    async with arrived(pair.at, "verifier") as verifier:
        page = await verifier.get(page_of(JUSUF, YUSUF))
        form = page.form("/merge")
        form.action = form.action.replace("/merge", "/dismiss")
        assert form.action in page.text, "the second button sends the form there"
        done = await verifier.send(form, reason="Kembar, dua KTP-el dilihat.")
        assert ("dua orang yang berbeda" in done.text, "Tidak ada yang menunggu" in done.text) == (True, True)
        assert "Kembar, dua KTP-el dilihat." in (await verifier.get(f"{LIST}?view=two")).text
        assert (await verifier.get(page_of(JUSUF, YUSUF))).status == 404
        assert len(await pair.people()) == 2


async def test_who_may_not_merge_is_not_led_there(pair: Twice) -> None:
    async with arrived(pair.at, "operator") as operator:
        assert LIST not in (await operator.get("/console")).text
        assert "Yusuf" not in (await operator.get(LIST)).text
        assert (await operator.get(page_of(YUSUF, JUSUF))).status == 404
        assert (await operator.get(f"{LIST}/x/y")).status == 404


@pytest.mark.browser
@pytest.mark.skipif(is_missing(), reason=NO_BROWSER)
@pytest.mark.skipif(assets.version() == "none", reason="the style and script are not built: make assets")
async def test_the_pages_are_for_everybody(pair: Twice) -> None:
    """Axe, at the width of a desk and of a phone."""
    async with chromium() as browser:
        verifier = await arrive(browser, pair.at, "verifier", LIST)
        await look_at(verifier, "duplicates")
        await verifier.get_by_role("link", name="Yusuf").click()
        await verifier.get_by_role("button", name="Satu orang").wait_for()
        await look_at(verifier, "duplicate")
