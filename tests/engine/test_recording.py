"""Agencies write their own facets: with the scope, for their own agency, once for a key, and all or nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from hub.core.actor import Actor
from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.facet import Facet
from hub.core.purpose import Purpose
from hub.core.recording import Recording
from hub.engine import Answer
from hub.engine.pushes import Pushes
from hub.exchange import Command, read_manifest
from tests.fakes.actors import agency
from tests.fakes.declared import EVERY_SCOPE, FACETS, item_of
from tests.fakes.people_of_bangka import NOW, person
from tests.fakes.world import World, world

ITEMS: dict[str, Any] = {
    "licences": [{"nib": "9120001234567", "name": "Warung Contoh", "kbli": "56102", "kbliYear": 2020,
                  "status": "ACTIVE", "issuedOn": "2026-01-02"}],
    "enrolments": [{"nisn": "0101234567", "npsn": "10901234", "school": "SD Contoh", "level": "SD",
                    "status": "ACTIVE", "since": "2026-07-15"}],
    "immunisations": [{"vaccine": "BCG", "dose": 1, "occurredOn": "2026-01-02", "provider": "Puskesmas Contoh"}],
    "healthCoverage": {"number": "0001261832477", "status": "ACTIVE", "segment": "PBI"},
    "welfare": {"decile": 2, "period": "2026-Q3", "programmes": ["PKH"]},
}  # fmt: skip
OWNED = sorted((facet for facet in FACETS.values() if facet.written), key=lambda facet: facet.name)
ITEMS.update(
    (camel(facet.name), [item_of(facet)] if facet.many else item_of(facet))
    for facet in OWNED
    if camel(facet.name) not in ITEMS
)
LICENCES = FACETS["licences"]
LICENSING, EDUCATION = (read_manifest(f"hub.connectors.{name}") for name in ("licensing", "education"))
FIELDS = "recorded { version asOf changed } errors { code path message }"


def writer(facet: Facet[Any], **given: Any) -> Actor:
    return agency(facet.write_scope, client_id=f"{facet.agency}-office", owns=facet.agency, **given)


def mutation_of(facet: Facet[Any]) -> str:
    assert facet.written is not None
    return camel(facet.written.mutation)


class Office:
    """A hub with one person."""

    def __init__(self, **given: Any) -> None:
        self.person: Citizen = person("Siti Contoh", **given)
        self.w: World = world([self.person])

    async def record(
        self, facet: Facet[Any] = LICENCES, actor: Actor | None = None, *, query: str = "", **given: Any
    ) -> Answer:
        mutation = mutation_of(facet)
        name = f"{mutation[0].upper()}{mutation[1:]}Input!"
        text = f"mutation Record($input: {name}) {{ {mutation}(input: $input) {{ {query or FIELDS} }} }}"
        member = camel(facet.name)
        said = {"idempotencyKey": "key-1", "nik": self.person.nik, member: ITEMS[member], **given}
        return await self.w.ask(text, {"input": said}, actor=actor or writer(facet))

    def held(self, facet: Facet[Any] = LICENCES) -> tuple[Any, ...]:
        copy = self.w.record.tables.copies.get((facet.name, self.person.id))
        return copy.items if copy else ()


def payload(answer: Answer) -> dict[str, Any]:
    (value,) = answer.payload["data"].values()
    assert value is not None, answer.payload
    found: dict[str, Any] = value
    return found


def only_error(answer: Answer) -> tuple[str, str]:
    (error,) = payload(answer)["errors"]
    assert error["message"].endswith(".")
    return error["code"], error["path"]


@pytest.mark.parametrize("facet", OWNED, ids=lambda facet: facet.name)
async def test_an_agency_writes_its_own_facet(facet: Facet[Any]) -> None:
    office = Office()
    done = payload(await office.record(facet))
    assert done["errors"] == []
    assert (done["recorded"]["version"], done["recorded"]["changed"]) == (office.person.version + 1, True)
    (item,) = office.held(facet)
    assert isinstance(item, facet.item)
    said = ITEMS[camel(facet.name)]
    said = said[0] if facet.many else said
    assert {camel(name): value for name, value in facet.to_json(item).items() if value is not None} == said


@pytest.mark.parametrize("facet", OWNED, ids=lambda facet: facet.name)
async def test_no_other_agency_writes_it_whatever_its_scopes(facet: Facet[Any]) -> None:
    for owns in ("", *sorted({each.agency for each in OWNED} - {facet.agency}), "population"):
        office = Office()
        answer = await office.record(facet, agency(*EVERY_SCOPE, owns=owns))
        assert answer.payload["data"] == {mutation_of(facet): None}
        (error,) = answer.payload["errors"]
        assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("FORBIDDEN", "recording-own-facet")
        assert not [name for name in office.w.calls.names() if "write" in name or "people" in name]
        assert office.held(facet) == ()


@pytest.mark.parametrize("facet", OWNED, ids=lambda facet: facet.name)
async def test_without_the_scope_its_own_agency_does_not_either(facet: Facet[Any]) -> None:
    office = Office()
    answer = await office.record(facet, agency(*(EVERY_SCOPE - {facet.write_scope}), owns=facet.agency))
    (error,) = answer.payload["errors"]
    assert error["extensions"]["rule"] == f"scope:{facet.write_scope}"
    assert office.w.calls.made == []


async def test_nothing_is_written_for_planning() -> None:
    office = Office()
    answer = await office.record(actor=writer(LICENCES, purpose=Purpose.PLANNING))
    (error,) = answer.payload["errors"]
    assert error["extensions"]["rule"] == "recording-own-facet"
    assert office.held() == ()


async def test_the_receipt_names_the_person_and_the_mutation() -> None:
    office = Office()
    await office.record()
    (receipt,) = office.w.record.tables.receipts
    assert receipt.subjects == (office.person.id,)
    assert (receipt.fields, receipt.categories) == (("Mutation.recordLicence",), ("licence",))
    assert (receipt.client_id, receipt.purpose, receipt.operation) == ("licensing-office", "PUBLIC_SERVICE", "Record")


async def test_the_same_key_does_nothing_twice() -> None:
    office = Office()
    first = payload(await office.record())
    assert payload(await office.record()) == first
    assert len(office.w.record.tables.receipts) == 1
    other = [{**ITEMS["licences"][0], "status": "REVOKED"}]
    assert only_error(await office.record(licences=other)) == ("IDEMPOTENCY_MISMATCH", "idempotencyKey")
    assert office.held()[0].status == "ACTIVE"


async def test_a_key_must_be_there() -> None:
    assert only_error(await Office().record(idempotencyKey=None)) == ("BAD_INPUT", "idempotencyKey")


@pytest.mark.parametrize(
    ("facet", "changes", "path"),
    [
        ("licences", {"nib": "912000123456"}, "nib"),
        ("licences", {"nib": None}, "nib"),
        ("licences", {"kbliYear": None}, "kbliYear"),
        ("licences", {"kbliYear": 2021}, "kbliYear"),
        ("licences", {"kbli": None}, "kbliYear"),
        ("licences", {"kbli": "5610"}, "kbli"),
        ("licences", {"status": "aktif"}, "status"),
        ("licences", {"name": "x" * 501}, "name"),
        ("licences", {"name": "Warung\x1b"}, "name"),
        ("enrolments", {"nisn": "101234567"}, "nisn"),
        ("enrolments", {"npsn": "1090123"}, "npsn"),
        ("enrolments", {"status": None}, "status"),
        ("immunisations", {"vaccine": ""}, "vaccine"),
        ("immunisations", {"dose": 0}, "dose"),
        ("immunisations", {"occurredOn": None}, "occurredOn"),
        ("health_coverage", {"number": "1261832477"}, "number"),
        ("health_coverage", {"status": "AKTIF"}, "status"),
        ("health_coverage", {"segment": "Mandiri"}, "segment"),
        ("welfare", {"decile": 11}, "decile"),
        ("welfare", {"decile": None}, "decile"),
        ("welfare", {"period": "2026"}, "period"),
        ("welfare", {"programmes": ["PKH\n"]}, "programmes"),
    ],
)
async def test_what_cannot_be_kept_is_named(facet: str, changes: dict[str, Any], path: str) -> None:
    office, declared = Office(), FACETS[facet]
    member = camel(facet)
    said = ITEMS[member]
    wrong: Any = [{**said[0], **changes}] if declared.many else {**said, **changes}
    code, told = only_error(await office.record(declared, **{member: wrong}))
    assert (code, told) == ("BAD_INPUT", f"{member}.0.{path}")
    assert office.held(declared) == ()
    assert office.w.record.tables.replies == {}


async def test_too_many_items_are_not_taken() -> None:
    assert only_error(await Office().record(licences=ITEMS["licences"] * 501)) == ("BAD_INPUT", "licences.")


async def test_nothing_is_no_recording_unless_it_is_said_to_be_all() -> None:
    office = Office()
    await office.record()
    assert only_error(await office.record(licences=[], idempotencyKey="2")) == ("BAD_INPUT", "licences")
    assert payload(await office.record(licences=[], complete=True, idempotencyKey="3"))["recorded"]["changed"]
    assert office.held() == ()


async def test_one_number_takes_the_place_of_its_own_lines_only() -> None:
    office = Office()
    one, other = ITEMS["licences"][0], {**ITEMS["licences"][0], "nib": "9120001234568"}
    await office.record(licences=[one, {**one, "kbli": "47112"}, other])
    await office.record(licences=[{**one, "status": "FROZEN"}], idempotencyKey="2")
    assert [(each.nib, each.status) for each in office.held()] == [(one["nib"], "FROZEN"), (other["nib"], "ACTIVE")]


async def test_what_is_older_than_the_held_change_is_passed_over() -> None:
    office = Office()
    said = {**ITEMS["licences"][0], "changedOn": "2026-11-02", "status": "FROZEN"}
    await office.record(licences=[said])
    late = payload(
        await office.record(licences=[{**said, "changedOn": "2026-11-01", "status": "ACTIVE"}], idempotencyKey="2")
    )
    assert (late["errors"], late["recorded"]["changed"]) == ([], False)
    assert office.held()[0].status == "FROZEN"


async def test_a_version_that_moved_is_a_conflict() -> None:
    office = Office()
    assert only_error(await office.record(expectedVersion=7)) == ("CONFLICT", "expectedVersion")
    assert office.held() == ()


async def test_the_future_is_not_known_yet() -> None:
    office = Office()
    soon, later = NOW + dt.timedelta(minutes=4), NOW + dt.timedelta(minutes=6)
    assert only_error(await office.record(asOf=later.isoformat())) == ("BAD_INPUT", "asOf")
    assert payload(await office.record(asOf=soon.isoformat()))["errors"] == []


async def test_a_person_out_of_sight_is_nobody() -> None:
    elsewhere = dataclasses.replace(writer(LICENCES), region="19.01.08")
    for office, actor in ((Office(), elsewhere), (Office(sealed=True), writer(LICENCES))):
        assert only_error(await office.record(actor=actor)) == ("NOT_FOUND", "nik")
        assert office.held() == ()
        assert office.w.record.tables.receipts == []
    assert only_error(await Office().record(nik="1901011501859999")) == ("NOT_FOUND", "nik")


async def test_a_person_whom_only_the_register_knows_is_taken_into_the_record() -> None:
    office = Office()
    known = person("Hendra Contoh")
    assert known.nik
    office.w.population.known[known.nik] = known
    assert payload(await office.record(nik=known.nik))["errors"] == []


async def test_an_outage_of_the_register_leaves_nothing_half_done() -> None:
    office = Office()
    office.w.population.out = True
    answer = await office.record(nik="1901011501859998")
    assert answer.payload["data"] == {"recordLicence": None}
    assert answer.payload["errors"][0]["extensions"]["code"] == "SOURCE_UNAVAILABLE"
    assert office.w.record.tables.replies == {}


def command(office: Office, *niks: str | None, **given: Any) -> Command:
    licence = LICENCES.item("9120001234567", "Warung Contoh", "56102", 2020, "ACTIVE", dt.date(2026, 1, 2))
    recordings = [Recording(facet="licences", nik=nik or office.person.nik or "", items=(licence,)) for nik in niks]
    return Command(key="0" * 64, recordings=tuple(recordings), **given)


async def test_a_push_is_the_mutation_of_its_agency() -> None:
    office = Office()
    pushes = Pushes(office.w.engine, office.w.hub)
    assert await pushes.run(LICENSING, command(office, None)) == (None,)
    assert await pushes.run(LICENSING, command(office, None)) == (None,)
    (item,) = office.held()
    assert item.kbli_year == 2020
    (receipt,) = office.w.record.tables.receipts
    assert (receipt.actor, receipt.client_id, receipt.purpose) == (
        "agency:licensing", "agency:licensing", "PUBLIC_SERVICE",
    )  # fmt: skip


async def test_of_a_push_each_person_stands_alone() -> None:
    office = Office()
    results = await Pushes(office.w.engine, office.w.hub).run(
        LICENSING, command(office, "1901011501859999", None, "no-nik")
    )
    assert [result and result.code.value for result in results] == ["NOT_FOUND", None, "BAD_INPUT"]
    assert len(office.held()) == 1


async def test_a_push_of_another_agencys_facet_is_refused() -> None:
    office = Office()
    (result,) = await Pushes(office.w.engine, office.w.hub).run(EDUCATION, command(office, None))
    assert result is not None
    assert result.code.value == "FORBIDDEN"
    assert office.held() == ()


async def test_what_the_agency_says_of_the_person_herself_changes_nothing_and_is_compared() -> None:
    office = Office()
    said = {"fullName": "Orang Lain", "birthDate": str(office.person.birth_date)}
    done = payload(await office.record(person=said))
    assert done["errors"] == []
    assert office.w.hub.notebook is not None
    await office.w.hub.notebook.settled()
    (one,) = office.w.record.tables.discrepancies.values()
    assert (one.attribute, one.source, one.claim) == ("full_name", "licensing", "Orang Lain")
    assert office.w.people.citizens[office.person.id].full_name == office.person.full_name


async def test_a_push_says_it_too() -> None:
    office = Office()
    item = LICENCES.item("9120001234567", "Warung", "56102", 2020, "ACTIVE", None)
    said = {"full_name": "Orang Lain"}
    recording = Recording(facet="licences", nik=office.person.nik or "", items=(item,), claims=said)
    assert await Pushes(office.w.engine, office.w.hub).run(LICENSING, Command(key="push", recordings=(recording,))) == (
        None,
    )
    assert office.w.hub.notebook is not None
    await office.w.hub.notebook.settled()
    assert [one.claim for one in office.w.record.tables.discrepancies.values()] == ["Orang Lain"]
