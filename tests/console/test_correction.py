"""Putting data right in the console: nothing is stored that was not looked at with what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.conftest import Site
from tests.console.samples import MOTHER, PERSONS
from tests.console.visitor import Response, Visitor

PERSON = PERSONS[MOTHER]
PAGE = f"/console/citizens/{PERSON['id']}/correct"
GIVEN = {"fullName": "DEWI LESTARI RAHMA", "paper": "BIRTH_DEED", "number": "1901-LU-1", "reason": "Salah ketik."}
SEEN: dict[str, Any] = {
    "version": 7,
    "changes": [{"attribute": "fullName", "shown": True, "before": PERSON["fullName"], "after": GIVEN["fullName"]}],
    "findings": [{"path": "nik", "message": "The NIK differs.", "messageId": "NIK berbeda.", "blocking": False}],
    "ripples": [
        {"kind": "PAPER", "about": "familyCard", "title": "Kartu Keluarga", "reason": "Minta pengganti."},
        {"kind": "RELATIVES", "about": "2", "title": None, "reason": "2 anggota keluarga."},
        {"kind": "APPLICATION", "about": "AL-2345-6789", "title": None, "reason": "Masih berjalan."},
        {"kind": "AGENCY", "about": "licensing", "title": None, "reason": "Diberi tahu."},
    ],
}


def asked(site: Site, operation: str) -> list[Any]:
    return [call.variables["input"] for call in site.graph.calls if f" {operation}(" in call.query]


async def send(operator: Visitor, **changes: str) -> Response:
    return await operator.send((await operator.get(PAGE)).form("/correct"), **{**GIVEN, **changes})


async def test_what_stands_there_is_shown_and_what_follows_before_it_is_stored(site: Site, operator: Visitor) -> None:
    site.graph.preview = SEEN
    page = await operator.get(PAGE)
    assert PERSON["fullName"] in page.text
    page = await operator.send(page.form("/correct"), **GIVEN)
    assert asked(site, "CorrectionPreview") == [
        {"id": PERSON["id"], "sourceKind": "BIRTH_DEED", "attributes": {"fullName": GIVEN["fullName"]}}
    ]
    for shown in ("NIK berbeda.", "Kartu Keluarga", "2 anggota keluarga.", "AL-2345-6789", "licensing"):
        assert shown in page.text
    assert not asked(site, "CorrectCitizen")


async def test_what_was_looked_at_is_stored_with_the_version_that_was_seen(site: Site, operator: Visitor) -> None:
    site.graph.preview = SEEN
    site.graph.outcomes["correctCitizen"] = lambda _application, _given: None
    seen = await send(operator)
    await operator.send(seen.form("/correct"), step="store")
    (given,) = asked(site, "CorrectCitizen")
    assert given["expectedVersion"] == 7
    assert given["attributes"] == {"fullName": GIVEN["fullName"]}
    assert (given["source"], given["reason"]) == ({"kind": "BIRTH_DEED", "number": "1901-LU-1"}, "Salah ketik.")


async def test_parts_of_an_address_and_of_parents_are_corrected_and_what_is_not_named_stays(
    site: Site, operator: Visitor
) -> None:
    changed = {"attribute": "mother", "shown": True, "before": None, "after": {"fullName": "Ibu Baru", "nik": None}}
    site.graph.preview = {**SEEN, "changes": [changed]}
    held = dict((await operator.get(PAGE)).form("/correct").fields)
    assert held["address.line"] == PERSON["address"]["line"]
    typed = {"fullName": PERSON["fullName"], "address.rt": "007", "mother.fullName": "Ibu Baru", "father.nik": ""}
    page = await send(operator, **typed)
    (given,) = asked(site, "CorrectionPreview")
    father = {"father": {"nik": None}} if held["father.nik"] else {}
    assert given["attributes"] == {"address": {"rt": "007"}, "mother": {"fullName": "Ibu Baru"}, **father}
    assert "<strong>Ibu Baru</strong>" in page.text


@pytest.mark.parametrize("path", ["address.rt", "mother.nik", "father.nik", "address.regionCode"])
async def test_what_is_wrong_with_a_part_is_said_at_its_field_in_both_languages(
    site: Site, operator: Visitor, path: str
) -> None:
    flaw = {"path": f"attributes.{path}", "message": "Check it.", "messageId": "Periksa.", "blocking": True}
    site.graph.preview = {**SEEN, "findings": [flaw], "ripples": []}
    page = await send(operator)
    assert (page.status, f'href="#{path}"' in page.text) == (422, True)
    assert ("Periksa." in page.text, "Check it." in page.text) == (True, True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fullName": PERSON["fullName"]}, "fullName"),
        ({"paper": ""}, "paper"),
        ({"paper": "NONSENSE"}, "paper"),
        ({"reason": " "}, "reason"),
    ],
)
async def test_what_is_missing_is_said_at_its_field(
    site: Site, operator: Visitor, changes: dict[str, str], field: str
) -> None:
    page = await send(operator, **changes)
    assert page.status == 422
    assert f'href="#{field}"' in page.text
    assert not asked(site, "CorrectionPreview")


async def test_what_refuses_it_stands_at_its_field_and_what_was_typed_stays(site: Site, operator: Visitor) -> None:
    flaw = {"path": "attributes.fullName", "message": "Write something.", "messageId": "", "blocking": True}
    site.graph.preview = {**SEEN, "findings": [flaw], "ripples": []}
    page = await send(operator, birthPlace="MENTOK")
    assert page.status == 422
    assert 'href="#fullName"' in page.text
    assert "MENTOK" in page.text
    assert "Salah ketik." in page.text


async def test_a_conflict_is_told(site: Site, operator: Visitor) -> None:
    site.graph.preview = SEEN
    site.graph.outcomes["correctCitizen"] = [{"code": "CONFLICT", "path": "expectedVersion", "message": "Changed."}]
    seen = await send(operator)
    page = await operator.send(seen.form("/correct"), step="store")
    assert page.status == 422
    assert "govuk-error-summary" in page.text


async def test_nobody_of_this_id_is_said(operator: Visitor) -> None:
    assert (await operator.get("/console/citizens/bm9ib2R5/correct")).status == 404
