"""A person as of a moment, what her record rests on, and what changed it: through the engine, over a real database."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.core.actor import Actor, Role
from hub.core.birth_dates import DatePrecision
from hub.core.citizen import Citizen
from hub.core.evidence import Cause, SourceDocument, SourceKind
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.core.recording import Recording
from hub.core.seal import Seal
from hub.core.service import RecordChange
from hub.core.writing_ports import WriteRequest
from hub.engine import Answer, Engine, GraphQLRequest
from hub.store import Database, PgFacetCopies, PgHeld, PgPast, PgPeople, PgReceipts, PgWrites
from hub.store.bulk import copy_citizens, copy_facets
from tests.fakes.actors import EVERYTHING, READER, agency, all_but, staff
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import ELSEWHERE, NOW, TENANT, address, clock, person
from tests.fakes.world import schema, world
from tests.store.samples import concluding

PAST = NOW - dt.timedelta(days=30)
OPERATOR = staff(Role.OPERATOR)
PLANNER = agency("citizen:read", purpose=Purpose.PLANNING)
SCHOOL = agency("citizen:read", "education:read")
DEED = SourceDocument(SourceKind.BIRTH_DEED, "1901-LU-01012026-0001")
CORRECTION = Cause("corrected", "Salah ketik", DEED)


class Village:
    """A hub over a real record; `at` is the time of whoever writes next."""

    def __init__(self, database: Database) -> None:
        self.db = database
        self.at = PAST
        self.writes = PgWrites(database, lambda: self.at)
        fakes = world()
        self.calls = fakes.calls
        self.hub = dataclasses.replace(
            fakes.hub,
            people=PgPeople(database, clock),
            past=PgPast(database, FACETS.values()),
            facet_copies=PgFacetCopies(database, FACETS.values()),
            receipts=PgReceipts(database),
            held=PgHeld(database, TENANT, clock),
        )
        self.engine = Engine(schema(), self.hub)

    def request(self, actor: Actor = OPERATOR) -> WriteRequest:
        return WriteRequest(actor, Purpose.CIVIL_REGISTRATION, "correctCitizen", str(new_id()), b"a")

    async def change(self, before: Citizen | None, after: Citizen, cause: Cause | None = CORRECTION) -> Citizen:
        self.at += dt.timedelta(days=1)
        async with self.writes.begin(self.request()) as work:
            changed = await work.apply(RecordChange(before, after), None, cause if before else None)
            await work.reply({})
        return changed

    async def record(self, known: Citizen, facet: str, *items: Any) -> None:
        self.at += dt.timedelta(days=1)
        async with self.writes.begin(self.request()) as work:
            saying = Recording(facet=facet, nik=known.nik or "", items=items, complete=True)
            await work.record(FACETS[facet], saying, known.id, concluding(known.id))

    async def ask(self, query: str, actor: Actor = EVERYTHING, **variables: Any) -> Answer:
        return await self.engine.run(GraphQLRequest(query, variables), actor)

    async def citizen(self, known: Citizen, at: str | None, fields: str, actor: Actor = EVERYTHING) -> Any:
        answer = await self.ask(f"query ($n: NIK!, $t: DateTime) {{ citizen(nik: $n, asOf: $t) {{ {fields} }} }}",
                                actor, n=known.nik, t=at)  # fmt: skip
        return answer.payload["data"]["citizen"], [e["extensions"]["code"] for e in answer.payload.get("errors", [])]


@pytest.fixture
async def village(database: str) -> AsyncIterator[Village]:
    opened = await Database.open(database, max_size=3)
    yield Village(opened)
    await opened.close()


async def test_each_entry_of_the_history_leads_to_who_she_was(village: Village) -> None:
    known = await village.change(None, person("Satu", sex=None))
    known = await village.change(known, dataclasses.replace(known, full_name="Dua"))
    known = await village.change(known, dataclasses.replace(known, full_name="Tiga", mother=None))
    entry = "version at kind actor changed reason source { agency documentKind documentNumber asOf }"
    seen, errors = await village.citizen(known, None, f"version history {{ edges {{ node {{ {entry} }} }} }}")
    assert errors == []
    entries = [edge["node"] for edge in seen["history"]["edges"]]
    assert [e["kind"] for e in entries] == ["corrected", "corrected", "created"]
    assert entries[0]["source"] == {
        "agency": "population", "documentKind": "BIRTH_DEED", "documentNumber": DEED.number, "asOf": None
    }  # fmt: skip
    assert (entries[0]["changed"], entries[0]["reason"]) == (["fullName", "mother"], "Salah ketik")
    for entry, name in zip(entries, ("Tiga", "Dua", "Satu"), strict=True):
        seen, errors = await village.citizen(known, entry["at"], "version fullName mother { fullName }")
        assert (seen["version"], seen["fullName"], errors) == (entry["version"], name, [])
        assert (seen["mother"] is None) == (name == "Tiga")
    seen, errors = await village.citizen(known, PAST.isoformat(), "fullName")
    assert (seen, errors) == (None, [])


async def test_nobody_is_read_as_of_the_future_and_no_agency_is_asked_for_the_past(village: Village) -> None:
    known = await village.change(None, person())
    later = (NOW + dt.timedelta(minutes=1)).isoformat()
    assert await village.citizen(known, later, "fullName") == (None, ["BAD_INPUT"])
    stranger = person()
    assert await village.citizen(stranger, NOW.isoformat(), "fullName") == (None, [])
    assert not [name for name in village.calls.names() if name.startswith("population")]


async def test_without_a_moment_an_operation_is_compiled_and_with_one_it_is_not(village: Village) -> None:
    known = await village.change(None, person())
    lanes = [
        (await village.ask(query, EVERYTHING, n=known.nik, **given)).lane
        for query, given in (
            ("query ($n: NIK!) { citizen(nik: $n) { fullName birthDatePrecision } }", {}),
            ("query ($n: NIK!, $t: DateTime) { citizen(nik: $n, asOf: $t) { fullName } }", {"t": NOW.isoformat()}),
            ("query ($n: NIK!, $t: DateTime) { citizen(nik: $n, asOf: $t) { fullName } }", {}),
            (f'query ($n: NIK!) {{ citizen(nik: $n, asOf: "{NOW.isoformat()}") {{ fullName }} }}', {}),
        )
    ]
    assert lanes == ["E", "C", "C", "C"]


async def test_what_the_past_does_not_hold_is_an_error_and_not_todays_value(village: Village) -> None:
    known = await village.change(None, person(family_card_number="1901010101159001"))
    known = await village.change(known, dataclasses.replace(known, full_name="Baru"))
    fields = {
        "immunisations { vaccine }": "immunisations", "enrolments { school }": "enrolments",
        "familyCard { number }": "familyCard", "applications { edges { cursor } }": "applications",
        "accesses { edges { cursor } }": "accesses", "licences { nib }": "licences",
    }  # fmt: skip
    for field, name in fields.items():
        seen, errors = await village.citizen(
            known, (village.at - dt.timedelta(hours=1)).isoformat(), f"version {field}"
        )
        assert (seen, errors) == ({"version": 1, name: None}, ["NOT_FOUND"]), field
    seen, errors = await village.citizen(known, NOW.isoformat(), "sources { agency state asOf } immunisations { dose }")
    assert errors == ["NOT_FOUND"]
    assert [(source["agency"], source["state"]) for source in seen["sources"]] == [
        ("population", "CACHED"), ("health", "UNAVAILABLE")
    ]  # fmt: skip


async def test_copies_are_read_as_events_left_them(village: Village) -> None:
    licence = FACETS["licences"].item
    known = await village.change(None, person())
    for nib in ("0220001234567", "0220001234568"):
        await village.record(known, "licences", licence(nib, "Warung", "56102", 2020, "ACTIVE", None))
    days = [(NOW - dt.timedelta(days=30 - day, hours=-1)).isoformat() for day in (1, 2, 3)]
    seen = [(await village.citizen(known, day, "licences { nib } sources { agency asOf }"))[0] for day in days]
    assert [[one["nib"] for one in each["licences"]] for each in seen] == [[], ["0220001234567"], ["0220001234568"]]
    assert [each["sources"][1]["asOf"] for each in seen][1:] == ["2026-10-27T03:00:00.000Z", "2026-10-28T03:00:00.000Z"]


async def test_scopes_masks_and_regions_hold_for_the_past(village: Village) -> None:
    known = await village.change(None, person())
    at = village.at.isoformat()
    assert await village.citizen(known, at, "nik fullName", PLANNER) == (
        {"nik": known.nik, "fullName": None}, ["MASKED"]
    )  # fmt: skip
    assert await village.citizen(known, at, "nik", all_but("citizen:read")) == (None, ["FORBIDDEN"])
    assert (await village.citizen(known, at, "nik licences { nib }", SCHOOL))[1] == ["FORBIDDEN"]
    moved = await village.change(known, dataclasses.replace(known, address=address(ELSEWHERE)))
    assert await village.citizen(moved, at, "nik", PLANNER) == (None, [])


async def test_reading_the_past_leaves_a_receipt(village: Village) -> None:
    known = await village.change(None, person())
    await village.citizen(known, village.at.isoformat(), "fullName", SCHOOL)
    receipts = await village.hub.receipts.of_person(TENANT, known.id, 5, None)
    assert [one.fields for one in receipts.items] == [("Query.citizen", "Citizen.fullName")]


async def test_an_attribute_tells_where_it_is_from(village: Village) -> None:
    known = person(as_of=PAST)
    await copy_citizens(village.db, [known])
    await copy_facets(village.db, [(TENANT, known.id, "welfare", {"decile": 3}, PAST)])
    asked = "attribute agency documentKind documentNumber asOf version kind actor purpose at reason trackingNumber"
    known = await village.change(known, dataclasses.replace(known, full_name="Baru"))
    aliases = (("name", "fullName"), ("sex", "sex"))
    fields = " ".join(f'{alias}: provenance(attribute: "{name}") {{ {asked} }}' for alias, name in aliases)
    seen, errors = await village.citizen(known, None, fields)
    assert errors == []
    at = seen["name"].pop("at")
    assert at is not None
    assert seen["name"] == {
        "attribute": "fullName", "agency": "population", "documentKind": "BIRTH_DEED", "documentNumber": DEED.number,
        "asOf": at, "version": 2, "kind": "corrected", "actor": OPERATOR.display_name,
        "purpose": "CIVIL_REGISTRATION", "reason": "Salah ketik", "trackingNumber": None,
    }  # fmt: skip
    assert (seen["sex"]["kind"], seen["sex"]["version"]) == ("imported", 1)
    assert seen["sex"]["asOf"] == "2026-10-25T03:00:00.000Z"
    welfare = 'provenance(attribute: "welfare") { agency asOf version }'
    seen, _ = await village.citizen(known, None, welfare)
    assert seen["provenance"] == {"agency": "welfare", "asOf": "2026-10-25T03:00:00.000Z", "version": None}


async def test_provenance_is_told_of_what_the_reader_may_read(village: Village) -> None:
    known = await village.change(None, person())
    assert await village.citizen(known, None, 'provenance(attribute: "full_name") { agency }') == (
        {"provenance": None}, ["BAD_INPUT"]
    )  # fmt: skip
    welfare = 'provenance(attribute: "welfare") { agency }'
    assert await village.citizen(known, None, welfare, SCHOOL) == ({"provenance": None}, ["FORBIDDEN"])
    name = 'provenance(attribute: "mother") { agency }'
    assert await village.citizen(known, None, name, PLANNER) == ({"provenance": None}, ["MASKED"])
    seen, errors = await village.citizen(known, None, "provenances { attribute }", SCHOOL)
    told = {one["attribute"] for one in seen["provenances"]}
    assert errors == []
    assert {"fullName", "birthDatePrecision", "address", "enrolments"} <= told
    assert not {"immunisations", "welfare", "licences"} & told


async def test_changes_show_values_to_those_who_may_read_the_attribute(village: Village) -> None:
    known = await village.change(None, person("Satu"))
    known = await village.change(
        known,
        dataclasses.replace(
            known, full_name="Dua", birth_date=dt.date(1950, 7, 1), birth_date_precision=DatePrecision.YEAR,
            address=address("19.01.03.2003"), mother=None, family_card_number="1901010101159001",
        ),
    )  # fmt: skip
    fields = "history(first: 1) { edges { node { changes { attribute shown before after } } } }"

    async def changes(actor: Actor) -> dict[str, Any]:
        seen, errors = await village.citizen(known, None, fields, actor)
        assert errors == []
        (edge,) = seen["history"]["edges"]
        return {one.pop("attribute"): one for one in edge["node"]["changes"]}

    told = await changes(EVERYTHING)
    assert told["fullName"] == {"shown": True, "before": "Satu", "after": "Dua"}
    assert told["birthDate"] == {"shown": True, "before": "1985-01-15", "after": "1950-07-01"}
    assert told["birthDatePrecision"] == {"shown": True, "before": "DAY", "after": "YEAR"}
    assert told["mother"] == {"shown": True, "before": {"fullName": "Ibu Contoh", "nik": None}, "after": None}
    assert told["address"]["after"]["regionCode"] == "19.01.03.2003"
    hidden = {"shown": False, "before": None, "after": None}
    assert told["familyCardNumber"] == hidden
    planned = await changes(PLANNER)
    assert (planned["fullName"], planned["mother"]) == (hidden, hidden)
    assert planned["birthDate"]["shown"]


ENTRIES = "history { edges { node { version kind changed reason } } }"
BOTH_WAYS = ("", 'provenance(attribute: "sex") { agency }')
"""What an operation selects besides: with provenance the resolvers answer, without it a statement."""


async def entries(village: Village, known: Citizen, actor: Actor) -> list[dict[str, Any]]:
    """The history, the same on both ways of answering."""
    told = []
    for besides in BOTH_WAYS:
        query = f"query ($n: NIK!) {{ citizen(nik: $n) {{ {ENTRIES} {besides} }} }}"
        answer = await village.ask(query, actor, n=known.nik)
        told.append([edge["node"] for edge in answer.payload["data"]["citizen"]["history"]["edges"]])
    assert told[0] == told[1]
    found: list[dict[str, Any]] = told[0]
    return found


async def test_what_happened_behind_a_seal_stays_there_when_it_is_lifted(village: Village) -> None:
    known = await village.change(None, person("Satu"))
    head, reason = staff(Role.HEAD_OF_OFFICE), "Saksi perkara; mantan suami mencarinya"
    for step in ("seal", "change", "unseal"):
        if step == "change":
            known = await village.change(known, dataclasses.replace(known, full_name="Dua"))
            continue
        village.at += dt.timedelta(days=1)
        async with village.writes.begin(village.request()) as work:
            sealing = Seal("UU 31/2014", reason)
            known = await (
                work.seal(known.id, sealing, None) if step == "seal" else work.unseal(known.id, reason, None)
            )
            await work.reply({})
    for reader in (OPERATOR, SCHOOL, EVERYTHING):
        assert [one["kind"] for one in await entries(village, known, reader)] == (
            ["created"] if reader is not EVERYTHING else ["unsealed", "corrected", "sealed", "created"]
        )
    told = await entries(village, known, head)
    assert [one["reason"] for one in told] == [reason, CORRECTION.reason, reason, None]
    origin = 'provenance(attribute: "fullName") { kind reason documentNumber }'
    seen, _ = await village.citizen(known, None, origin, OPERATOR)
    assert seen["provenance"] == {"kind": "corrected", "reason": None, "documentNumber": None}
    seen, _ = await village.citizen(known, None, origin, head)
    assert seen["provenance"]["reason"] == CORRECTION.reason


async def test_that_an_agency_has_something_is_told_to_whom_that_may_be_read(village: Village) -> None:
    known = await village.change(None, person("Satu"))
    licence = FACETS["licences"].item("0220001234567", "Warung", "56102", 2020, "ACTIVE", None)
    await village.record(known, "licences", licence)
    changes = "history { edges { node { changes { attribute } } } }"
    for reader, kinds in ((SCHOOL, ["created"]), (OPERATOR, ["created"]), (READER, ["recorded", "created"])):
        told = await entries(village, known, reader)
        assert [one["kind"] for one in told] == kinds, reader
        assert ("licences" in told[0]["changed"]) == (reader is READER)
        seen, _ = await village.citizen(known, None, changes, reader)
        assert (seen["history"]["edges"][0]["node"]["changes"] == [{"attribute": "licences"}]) == (reader is READER)


async def test_the_receipt_names_what_provenance_and_changes_told_of(village: Village) -> None:
    known = await village.change(None, person("Satu"))
    known = await village.change(known, dataclasses.replace(known, full_name="Dua"))
    await village.citizen(known, None, 'provenance(attribute: "enrolments") { agency }', SCHOOL)
    await village.citizen(known, None, "history(first: 1) { edges { node { changes { after } } } }", OPERATOR)
    changed, origin = (await village.hub.receipts.of_person(TENANT, known.id, 5, None)).items
    assert (origin.categories, origin.fields[-1]) == (("population", "education"), "Citizen.enrolments")
    assert "Citizen.fullName" in changed.fields
