"""What a form takes from the record: read by the frontend with its own token, so with scope, masks and a receipt."""

from __future__ import annotations

from hub.core.definition import FormField
from hub.core.prefill import operation
from hub.core.receipt import Receipt
from tests.fakes.actors import NOBODY, READER, agency
from tests.fakes.people_of_bangka import NOW, person
from tests.fakes.world import World
from tests.services.told import serving

FIELDS = "{ services { name formFields { path person prefill } } }"
MOTHER = person("Nurhayati Contoh", birth_place="Sungailiat", religion="1")


async def operation_of(w: World, path: str) -> str:
    """As a frontend finds it, without a token."""
    answer = await w.ask(FIELDS, actor=NOBODY)
    (birth,) = (one for one in answer.payload["data"]["services"] if one["name"] == "birthCertificate")
    (field,) = (one for one in birth["formFields"] if one["path"] == path)
    found: str = field["prefill"]
    return found


def receipts(w: World) -> list[Receipt]:
    return [one for one in w.record.tables.receipts if MOTHER.id in one.subjects]


async def test_what_the_form_takes_comes_with_source_and_date_and_leaves_a_receipt() -> None:
    w = serving([MOTHER])
    answer = await w.ask(await operation_of(w, "motherNik"), {"nik": MOTHER.nik}, actor=READER)
    assert "errors" not in answer.payload
    read = answer.payload["data"]["citizen"]
    assert (read["fullName"], read["birthPlace"]) == ("Nurhayati Contoh", "Sungailiat")
    assert read["fullNameFrom"]["agency"] == "population"
    population = next(one for one in read["sources"] if one["agency"] == "population")
    assert population["asOf"].startswith(NOW.strftime("%Y-%m-%dT%H:%M"))
    (receipt,) = receipts(w)
    assert {"Citizen.fullName", "Citizen.religion", "Citizen.address"} <= set(receipt.fields)
    assert "Citizen.bloodType" not in receipt.fields


async def test_who_may_not_read_citizens_fills_in_nothing() -> None:
    w = serving([MOTHER])
    answer = await w.ask(await operation_of(w, "motherNik"), {"nik": MOTHER.nik}, actor=agency("application:submit"))
    assert answer.payload["data"]["citizen"] is None
    assert {error["extensions"]["code"] for error in answer.payload["errors"]} == {"FORBIDDEN"}
    assert not receipts(w)


async def test_no_more_of_a_father_is_read_than_his_part_of_the_form_shows() -> None:
    read = await operation_of(serving(), "fatherNik")
    assert "birthPlace" in read
    for other in ("religion", "address", "familyCard"):
        assert other not in read


async def test_a_field_that_names_nobody_reads_nobody() -> None:
    answer = await serving().ask(FIELDS, actor=NOBODY)
    fields = [field for one in answer.payload["data"]["services"] for field in one["formFields"]]
    assert all(field["person"] is not None for field in fields if field["prefill"] is not None)


def test_a_person_of_whom_nothing_is_shown_is_not_read() -> None:
    fields = (FormField("nik", "NIK", "NIK", person="applicant", shows=("nik",)),)
    assert operation("applicant", fields) is None
