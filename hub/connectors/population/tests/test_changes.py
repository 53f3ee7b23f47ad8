"""The desk for people who are in the register already: deaths, moves, family cards, elements."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from hub.connectors.population.connector import connect
from hub.connectors.population.emulator.changes import from_lines
from hub.connectors.population.tests.test_emulator import HENDRA, ROSMALA, Emulator, emulator, folder
from hub.core.codes import MaritalStatus
from hub.exchange.session import open_session
from tests.connectors.serving import Clock, settings

__all__ = ["emulator", "folder"]

DEATH: Mapping[str, Any] = {
    "trackingNumber": "KM-7K3M-Q9TD",
    "kind": "change",
    "deed": "KM",
    "newFamilyCard": True,
    "persons": [
        {"nik": HENDRA, "set": {"vital_status": "DECEASED"}},
        {"nik": ROSMALA, "set": {"marital_status": "WIDOWED", "family_card_number": "NEW"}},
    ],
}


async def test_a_death_is_typed_once_and_changes_everybody_named(emulator: Emulator) -> None:
    status, issued = await emulator.call(DEATH, "/admin/desk")
    assert (status, issued["nik"]) == (201, None)
    assert issued["deedNumber"] == "1901-KM-24112026-0001"
    assert re.fullmatch(r"1901012411269\d{3}", issued["familyCardNumber"])
    assert await emulator.call(DEATH, "/admin/desk") == (200, issued)
    async with open_session() as session:
        population = connect(settings("population", emulator.url), session, Clock()).population
        assert population is not None
        assert await population.read(HENDRA) is None, "the access service shows the living"
        widow = await population.read(ROSMALA)
    assert widow is not None
    assert widow.marital_status is MaritalStatus.WIDOWED
    assert widow.family_card_number == issued["familyCardNumber"]


async def test_a_correction_keeps_the_numbers(emulator: Emulator) -> None:
    _, issued = await emulator.call(DEATH, "/admin/desk")
    other = {**DEATH, "persons": DEATH["persons"][:1]}
    assert (await emulator.call(other, "/admin/desk"))[0] == 409
    assert await emulator.call(other, "/admin/desk", "PUT") == (200, issued)


async def test_a_letter_of_removal_has_a_number_of_the_day(emulator: Emulator) -> None:
    move = {**DEATH, "deed": None, "newFamilyCard": False, "letter": True, "persons": DEATH["persons"][:1]}
    _, issued = await emulator.call(move, "/admin/desk")
    assert (issued["deedNumber"], issued["letterNumber"]) == (None, "SKPWNI/1901/24112026/0001")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"persons": [{"nik": "1901010101010001", "set": {}}]}, "NIK"),
        ({"persons": [{"nik": HENDRA, "set": {"height": 1}}]}, "height"),
        ({"newFamilyCard": False}, "KK baru"),
        ({"persons": []}, "persons"),
    ],
)
async def test_an_entry_that_cannot_be_used_leaves_nothing(
    emulator: Emulator, change: Mapping[str, Any], named: str
) -> None:
    status, refusal = await emulator.call({**DEATH, **change}, "/admin/desk")
    assert status == 422
    assert named in refusal["error"]
    assert (await emulator.call(None, "/admin/effects", "GET"))[1] == {"effects": []}


async def test_the_page_for_changes(emulator: Emulator) -> None:
    lines = f"{HENDRA} vital_status=DECEASED\r\n{ROSMALA} marital_status=WIDOWED\r\n{ROSMALA} family_card_number=NEW"
    form = {"trackingNumber": "KM-7K3M-Q9TD", "deed": "KM", "newFamilyCard": "yes", "changes": lines}
    async with emulator.session.post(f"{emulator.url}/admin/desk/changes", data={**form, "changes": "1 x=y"}) as reply:
        assert reply.status == 422
        assert "KM-7K3M-Q9TD" in await reply.text(), "what was typed stays"
    async with emulator.session.post(f"{emulator.url}/admin/desk/changes", data=form) as reply:
        page = await reply.text()
    assert reply.status == 200
    assert 'id="deed-number">1901-KM-24112026-0001<' in page
    assert 'id="nik"' not in page


def test_an_address_is_typed_by_its_parts() -> None:
    lines = "1901015501859001 address.region_code=19.01.02.2001\n1901015501859001 address.line=Jl. Baru 7"
    (person,) = from_lines({"trackingNumber": "PD-7K3M-Q9TD", "changes": lines})["persons"]
    assert person["set"] == {"address": {"region_code": "19.01.02.2001", "line": "Jl. Baru 7"}}
