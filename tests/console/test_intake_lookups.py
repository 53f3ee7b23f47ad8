"""What a form looks up while it is filled in: whom a list names, and codes of regions. Without script."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from graphql import GraphQLSchema

from hub.console.intake.form import texts
from hub.core.actor import Role
from hub.core.codes import VitalStatus
from hub.core.regions import Region
from hub.core.texts import Pair
from tests.console.filling import form_fields
from tests.console.test_intake import Counter, case, counter
from tests.fakes.people_of_bangka import NOW

STRANGER = "1901010101019999"
UNFOUND = [english for _, english in (texts.UNKNOWN, texts.UNREAD, texts.AWAY)]
KUDAI = Region("19.01.01.1003", "Kudai", "Sungailiat", "Kabupaten Bangka", "Kepulauan Bangka Belitung")
ELSEWHERE = Region("16.02.08.2010", "Kudai Baru", "Lempuing", "Kabupaten Ogan Komering Ilir", "Sumatera Selatan")


def on_page(desk: Counter, form: dict[str, object]) -> dict[str, str]:
    """The answers that the page before her asks for."""
    return {name: value for name, value in form_fields(form).items() if name in desk.filler.sheet.asked}


async def test_whom_a_list_names_is_looked_up_like_anybody(schema: GraphQLSchema) -> None:
    form, people = case("moveWithin")
    mover = next(one for one in people if one.nik == form["movers"][0]["nik"])
    shown = f"<strong>{mover.full_name}</strong>"
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/moveWithin")
        await desk.filler.fill({"reporter": {"nik": form["reporter"]["nik"]}})
        await desk.filler.press("look:movers", **on_page(desk, form))
        assert desk.text.count(shown) == 1
        assert desk.filler.sheet.sent["movers.0.nik"] == mover.nik
        await desk.filler.press("look:movers", **{"movers.0.nik": STRANGER})
        assert shown not in desk.text
        assert "Nobody was found by this NIK" in desk.text
        # What is no NIK yet is asked of nobody.
        await desk.filler.press("look:movers", **{"movers.0.nik": "190101"})
        assert not [text for text in UNFOUND if text in desk.text]
        await desk.filler.press("next", **{"movers.0.nik": "190101"})
        assert desk.status == 422
        assert 'href="#movers.0.nik"' in desk.text
        await desk.filler.fill(form)
        await desk.filler.press("next", **desk.papers())
        assert desk.filler.sheet.sent["step"] == "check"
        assert desk.text.count(shown) == 1
        read = [one for one in desk.world.record.tables.receipts if mover.id in one.subjects]
        assert len(read) >= 2


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({}, None),
        ({"vital_status": VitalStatus.DECEASED}, texts.DECEASED),
        ({"moved_to": "1902", "moved_at": NOW}, texts.MOVED),
    ],
    ids=["here", "deceased", "moved"],
)
async def test_what_is_odd_about_somebody_in_a_list_is_said_beside_her(
    schema: GraphQLSchema, now: dict[str, Any], said: Pair | None
) -> None:
    form, people = case("moveWithin")
    nik = form["movers"][0]["nik"]
    people = [dataclasses.replace(one, **now) if one.nik == nik else one for one in people]
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/moveWithin")
        await desk.filler.fill({"reporter": {"nik": people[-1].nik}})
        await desk.filler.press("look:movers", **on_page(desk, form))
        assert [one for one in (texts.DECEASED, texts.MOVED) if one[1] in desk.text] == ([said] if said else [])


@pytest.mark.long
async def test_who_may_read_nobody_is_shown_nobody(schema: GraphQLSchema) -> None:
    form, people = case("moveWithin")
    async with counter(schema, people, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/moveWithin")
        await desk.filler.fill({"reporter": {"nik": form["reporter"]["nik"]}})
        assert "look:movers" not in desk.text
        await desk.filler.press("look:movers", **on_page(desk, form))
        assert not any(f"<strong>{one.full_name}</strong>" in desk.text for one in people)


async def test_a_village_is_found_by_its_name_and_told_with_its_district(schema: GraphQLSchema) -> None:
    form, people = case("moveWithin")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        desk.world.people.named = [KUDAI, ELSEWHERE]
        await desk.filler.open("/console/intake/moveWithin")
        await desk.filler.fill({"reporter": {"nik": form["reporter"]["nik"]}})
        await desk.filler.press("find:home.regionCode", **{"home.regionCode": "Ku"})
        assert desk.status == 422
        assert "Tulis sedikitnya tiga huruf" in desk.text
        await desk.filler.press("find:home.regionCode", **{"home.regionCode": "Kudai", "home.line": "Jl. Baru 1"})
        assert desk.status == 200
        assert _offered(desk) == [KUDAI.code, ELSEWHERE.code]
        # Within the reader's own regency the kecamatan is enough; elsewhere it needs all of it.
        assert "Kudai, Kec. Sungailiat <span" in desk.text
        assert "Kudai Baru, Kec. Lempuing, Kabupaten Ogan Komering Ilir, Sumatera Selatan <span" in desk.text
        assert desk.filler.sheet.sent["home.line"] == "Jl. Baru 1"
        await desk.filler.press("look:movers", **{"pick.home.regionCode": KUDAI.code})
        assert desk.filler.sheet.sent["home.regionCode"] == KUDAI.code
        assert "<strong>Kudai, Kec. Sungailiat" in desk.text
        await desk.filler.press("look:movers", **{"home.regionCode": "19.01.02.2001"})
        assert "<strong>Kudai, Kec. Sungailiat" not in desk.text


async def test_a_name_alone_goes_no_further_and_a_code_without_dots_does(schema: GraphQLSchema) -> None:
    form, people = case("moveWithin")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        desk.world.people.named = [KUDAI, ELSEWHERE]
        await desk.filler.open("/console/intake/moveWithin")
        await desk.filler.fill({"reporter": {"nik": form["reporter"]["nik"]}})
        await desk.filler.press("next", **{**on_page(desk, form), "home.regionCode": "kudai"})
        assert desk.status == 422
        assert "Pilih satu dari daftar ini." in desk.text
        assert _offered(desk) == [KUDAI.code, ELSEWHERE.code]
        await desk.filler.press("next", **{"home.regionCode": "1901011003"})
        assert (desk.status, desk.filler.sheet.sent["step"]) == (200, "papers")
        assert desk.filler.sheet.sent["home.regionCode"] == KUDAI.code


def _offered(desk: Counter) -> list[str]:
    """The codes to choose from, in their order."""
    return re.findall(r'name="pick\.[^"]*" type="radio" value="([^"]*)"', desk.text)


@pytest.mark.long
async def test_a_name_that_there_is_not_is_said(schema: GraphQLSchema) -> None:
    form, people = case("moveIn")
    async with counter(schema, people, Role.OPERATOR, Role.HELPER) as desk:
        await desk.filler.open("/console/intake/moveIn")
        await desk.filler.fill({"reporter": {"nik": form["reporter"]["nik"]}})
        await desk.filler.press("find:originRegionCode", originRegionCode="Antah Berantah")
        assert desk.status == 422
        assert "Tidak ada wilayah dengan nama ini" in desk.text
