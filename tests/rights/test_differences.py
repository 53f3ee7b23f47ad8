"""What a citizen says is wrong, without script: she writes it, a verifier decides, and she reads the answer."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from aiohttp import ClientSession, CookieJar

from hub.core.citizen import Citizen
from hub.core.discrepancy import DiscrepancyState
from tests.console.visitor import Visitor
from tests.fakes.discrepancies import discrepancy
from tests.rights.office import SITI, Counter, counter

LIST, CORRECT, OBJECT = "/console/discrepancies", "/console/me/correct", "/console/me/object"
CLAIM = {"attribute": "birthPlace", "claim": "Mentok"}


@asynccontextmanager
async def arrived(at: Counter, person: str) -> AsyncIterator[Visitor]:
    """Somebody in a browser of her own, logged in."""
    at.issuer.person = person
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, at.url)
        await visitor.get("/console")
        yield visitor


def recorded(at: Counter) -> Citizen:
    """Siti as she stands in the record now."""
    return at.world.people.citizens[SITI.id]


async def contest(siti: Visitor, given: Mapping[str, str] = CLAIM) -> str:
    return (await siti.send((await siti.get(CORRECT)).form(CORRECT), **given)).text


async def test_from_a_contest_to_its_answer() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "verifier") as verifier:
        assert "72 hours" in await contest(siti)
        listed = await verifier.get(LIST)
        assert "sisa 3 hari" in listed.text or "sisa 2 hari" in listed.text
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', listed.text))
        page = await verifier.get(path)
        assert ("SUNGAILIAT" in page.text, "Mentok" in page.text, "Siti Contoh" in page.text) == (True, True, True)
        assert "Instansi benar" not in page.text, "no agency says so"
        wrong = await verifier.send(page.form(path), reason="Akta kelahiran.")
        assert (wrong.status, "Pilih salah satu putusan" in wrong.text) == (422, True)
        done = await verifier.send(wrong.form(path), decision="CITIZEN_RIGHT", reason="Akta menyebut Mentok.")
        assert "Tidak ada yang menunggu di sini" in done.text
        assert recorded(at).birth_place == "Mentok"
        assert "Akta menyebut Mentok." in (await siti.get("/console/me")).text
        assert "Akta menyebut Mentok." in (await verifier.get(path)).text
        assert "Siti Contoh" in (await verifier.get(f"{LIST}?view=done")).text


async def test_what_she_left_out_is_told_at_once_in_her_own_words() -> None:
    """The names that the graph has for things are no help to her."""
    forms = {
        CORRECT: ("Pilih data yang mana.", "Tulis apa yang benar."),
        OBJECT: ("Pilih data yang mana.", "Tulis alasan Anda dengan"),
    }
    async with counter() as at, arrived(at, "citizen") as siti:
        for path, wanted in forms.items():
            answer = await siti.send((await siti.get(path)).form(path))
            assert answer.status == 422
            assert [words for words in wanted if words not in answer.text] == []
            assert "perlu diperbaiki" not in answer.text
            assert "birthPlace," not in answer.text


async def test_a_code_is_chosen_from_its_list() -> None:
    async with counter() as at, arrived(at, "citizen") as siti, arrived(at, "verifier") as verifier:
        await contest(siti, {"attribute": "bloodType", "claim": "golongan B"})
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', (await verifier.get(LIST)).text))
        page = await verifier.get(path)
        unclear = await verifier.send(page.form(path), decision="CITIZEN_RIGHT", reason="Kartu PMI.")
        assert (unclear.status, 'id="value-error"' in unclear.text or "govuk-error-message" in unclear.text) == (
            422,
            True,
        )
        await verifier.send(unclear.form(path), decision="CITIZEN_RIGHT", value="B", reason="Kartu PMI.")
        kept = recorded(at).blood_type
        assert kept is not None
        assert kept.name == "B"


async def test_what_an_agency_says_is_listed_apart_and_who_may_not_decide_sees_nothing() -> None:
    async with counter() as at, arrived(at, "verifier") as verifier, arrived(at, "operator") as operator:
        one = discrepancy(SITI.id, "full_name", "insurance", "Sitti Contoh", recorded="Siti Contoh")
        at.world.record.tables.discrepancies[one.id] = dataclasses.replace(one, claim=None)
        assert "insurance" not in (await verifier.get(LIST)).text
        listed = await verifier.get(f"{LIST}?view=agencies")
        assert ("insurance" in listed.text, "tidak disimpan" in listed.text) == (True, True)
        (path,) = set(re.findall(rf'href="({LIST}/[^"?]+)"', listed.text))
        page = await verifier.get(path)
        assert "Warga benar" not in page.text
        assert LIST not in (await operator.get("/console")).text
        seen = await operator.get(path)
        assert ("Menunggu putusan verifikator" in seen.text, "Simpan putusan" in seen.text) == (True, False)
        given = {"decision": "RECORD_STANDS", "reason": "KTP-el menyebut Siti."}
        token = [("_token", seen.forms[0].value("_token")), ("version", "1"), ("key", "k")]
        refused = await operator.post(path, [*token, *given.items()])
        assert refused.status == 422
        assert at.world.record.tables.discrepancies[one.id].state is DiscrepancyState.OPEN
        await verifier.send(page.form(path), **given)
        assert at.world.record.tables.discrepancies[one.id].state is DiscrepancyState.DECIDED
