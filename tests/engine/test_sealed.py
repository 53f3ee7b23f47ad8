"""Nobody whom no policy names learns of a sealed person, whatever she asks: the ways are taken from the schema."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import statistics
import time
import uuid
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest

from hub.core.actor import SCOPES, Actor, Role
from hub.core.application import Action, ActionKind, ApplicationHeader
from hub.core.burial import BurialState
from hub.core.citizen import Address, Citizen, CitizenClaim, CitizenMatch, FamilyCard, ParentRef
from hub.core.codes import FamilyRelationship, Sex
from hub.core.document import Certificate, VerificationStatus
from hub.core.identifiers import global_id, new_id
from hub.core.purpose import Purpose
from hub.core.writing_ports import WriteRequest
from hub.engine import Answer, Engine, GraphQLRequest, Limits, Shares, Traffic
from hub.store import (
    Database,
    PgApplications,
    PgAppointments,
    PgBurials,
    PgCertificates,
    PgFacetCopies,
    PgHandOvers,
    PgHeld,
    PgObjections,
    PgPast,
    PgPeople,
    PgReceipts,
    PgTickets,
    PgWrites,
    figures,
)
from hub.store.bulk import copy_citizens, copy_facets, copy_family_cards
from tests.engine.everything import questions, said
from tests.fakes.actors import EVERYTHING, NOBODY, agency, all_but, staff
from tests.fakes.burials import burial
from tests.fakes.declared import FACETS
from tests.fakes.objections import objection
from tests.fakes.people_of_bangka import TENANT, VILLAGE
from tests.fakes.service import SERVICE
from tests.fakes.world import schema, world

CARD, TRACKING, CODE = "1901010101159001", "AL-7K3M-Q9TD", "CONTOH-RAHASIA"
SEALED_NIK, CHILD_NIK, HUSBAND_NIK = "1901014505959001", "1901014111159002", "1901010101909003"
FAST: Final = Shares(rate=0)
"""As fast as a test asks."""
WIDE: Final = Limits(tokens=100_000, fields=50_000, values=10**12, aliases=10_000, query_bytes=10**6)
OFFICE: Final = dataclasses.replace(
    all_but(), roles=frozenset({Role.OPERATOR, Role.VERIFIER, Role.HEAD_OF_DIVISION, Role.AUDITOR})
)
HEAD: Final = dataclasses.replace(staff(Role.HEAD_OF_OFFICE), scopes=SCOPES)
READERS: Final[dict[str, Actor]] = {
    "agency": agency(*SCOPES, client_id="frontend"),
    "everything of the office but its head": OFFICE,
    "applicant's helper": dataclasses.replace(staff(Role.HELPER, "helper-1"), scopes=SCOPES),
    "nobody": NOBODY,
}


def home() -> Address:
    return Address("Gang Rahasia 77", "001", "002", None, None, None, None, "33211", VILLAGE)


def one(nik: str, name: str, relationship: FamilyRelationship, **given: Any) -> Citizen:
    values: dict[str, Any] = {
        "tenant": TENANT, "id": new_id(), "nik": nik, "full_name": name, "birth_date": dt.date(1990, 1, 1),
        "address": dataclasses.replace(home(), line="Jl. Umum 1"), "family_card_number": CARD,
        "family_relationship": relationship,
    }  # fmt: skip
    return Citizen(**{**values, **given})


MOTHER_DEED: Final = "1901-LU-05051995-9001"
HUSBAND_DEED: Final = "1901-LU-01011990-9001"
MOTHER = one(
    SEALED_NIK, "Rahasia Tersegel", FamilyRelationship.WIFE, sex=Sex.FEMALE, address=home(),
    birth_place="DESA RAHASIA", birth_date=dt.date(1995, 5, 5), birth_deed_number=MOTHER_DEED,
)  # fmt: skip
HUSBAND = one(HUSBAND_NIK, "Budi Contoh", FamilyRelationship.HEAD, birth_deed_number=HUSBAND_DEED)
CHILD = one(
    CHILD_NIK, "Anak Contoh", FamilyRelationship.CHILD, mother=ParentRef("Rahasia Tersegel", SEALED_NIK),
    father=ParentRef("Budi Contoh", HUSBAND_NIK),
)  # fmt: skip


class Register:
    """Implements `hub.core.agency_ports.PopulationAgency`; it knows nobody whom the record does not."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, nik: str) -> Citizen | None:
        self.asked.append(nik)
        return None

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        self.asked.append(claim.nik)
        known = claim.nik == SEALED_NIK
        return CitizenMatch(known, known if claim.full_name else None, None, None, None, None)


@dataclass
class District:
    """A hub over a real record, with its two ways to answer."""

    database: Database
    engines: dict[str, Engine]
    register: Register
    application_id: uuid.UUID

    async def ask(self, query: str, actor: Actor, way: str = "resolving", **variables: Any) -> Answer:
        return await self.engines[way].run(GraphQLRequest(query, variables or None), actor)


def _hub(database: Database, register: Register, *, compiling: bool) -> Any:
    return dataclasses.replace(
        world().hub,
        people=PgPeople(database), past=PgPast(database, FACETS.values()), hand_overs=PgHandOvers(database),
        facet_copies=PgFacetCopies(database, FACETS.values()), applications=PgApplications(database),
        writes=PgWrites(database, _now), receipts=PgReceipts(database), certificates=PgCertificates(database),
        objections=PgObjections(database), burials=PgBurials(database), tickets=PgTickets(database),
        appointments=PgAppointments(database),
        population=register, clock=_now,
        figures=figures(database, _now),
        held=PgHeld(database, TENANT, _now) if compiling else None,
    )  # fmt: skip


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _furnish(database: Database) -> uuid.UUID:
    """Three of a family, copies of facets, an application about the mother that a helper handed in, a certificate."""
    await copy_citizens(database, [MOTHER, HUSBAND, CHILD])
    await copy_family_cards(database, [FamilyCard(tenant=TENANT, number=CARD, head_nik=HUSBAND_NIK, address=None)])
    now = _now()
    await copy_facets(
        database, [(TENANT, MOTHER.id, "licences", [{"nib": "0220001234567", "name": "Warung Rahasia"}], now)]
    )
    header = ApplicationHeader(TENANT, new_id(), TRACKING, SERVICE.name, VILLAGE, "frontend", now)
    form = {"childName": "Anak dari Rahasia Tersegel", "motherNik": SEALED_NIK}
    data = {"form": form, "documents": [], "channel": "ONLINE", "mandate": "SELF", "on_behalf_of": SEALED_NIK}
    given = WriteRequest(EVERYTHING, Purpose.CIVIL_REGISTRATION, "submit", "key", b"x")
    async with PgWrites(database, _now).begin(given) as work:
        # Nobody noted whom it is about: only its form names her.
        await work.insert_application(header, Action(1, ActionKind.SUBMIT, "helper-1", "Kader", now, data), [])
        await work.reply({})
    paper = new_id()
    await database.execute(
        "insert into document (tenant, id, kind, media_type, size, received, state, owner, client_id, created_at)"
        " values ($1, $2, 'certificate', 'application/pdf', 1, 1, 'READY', 'hub', 'satu', $3)", TENANT, paper, now,
    )  # fmt: skip
    made = Certificate(
        TENANT, new_id(), CODE, SERVICE.name, "Akta", "1901-LU-1", header.id, MOTHER.id, paper,
        VerificationStatus.ACTIVE, now, "Kepala",
    )  # fmt: skip
    given = dataclasses.replace(given, key="key-3")
    async with PgWrites(database, _now).begin(given) as work:
        await work.objections.open(dataclasses.replace(objection(MOTHER.id), grounds="Kata Rahasia Tersegel"))
        await work.reply({})
    given = dataclasses.replace(given, key="key-4")
    async with PgWrites(database, _now).begin(given) as work:
        found = burial(name="Rahasia Tersegel")
        await work.burials.report(found)
        await work.burials.change(dataclasses.replace(found, state=BurialState.MATCHED, person_id=MOTHER.id))
        await work.reply({})
    given = dataclasses.replace(given, key="key-2")
    async with PgWrites(database, _now).begin(given) as work:
        await work.insert_certificate(made)
        await work.reply({})
    return header.id


@pytest.fixture
async def district(database: str) -> AsyncIterator[District]:
    opened, register = await Database.open(database), Register()
    engines = {
        way: Engine(schema(), _hub(opened, register, compiling=way == "compiling"), WIDE, traffic=Traffic(FAST))
        for way in ("resolving", "compiling")
    }
    yield District(opened, engines, register, await _furnish(opened))
    await opened.close()


_TOLD: Final = "{ sealed version errors { code path } }"
SEAL: Final = f"mutation S($input: SealCitizenInput!) {{ sealCitizen(input: $input) {_TOLD} }}"
UNSEAL: Final = f"mutation S($input: UnsealCitizenInput!) {{ unsealCitizen(input: $input) {_TOLD} }}"
COMPILED: Final = frozenset({"citizen", "citizens", "searchCitizens", "familyCard", "node", "_entities"})
"""Roots that are answered by statements too."""


async def seal(district: District, key: str = "seal-1", **more: Any) -> Any:
    given = {
        "idempotencyKey": key, "nik": SEALED_NIK, "reason": "Perlindungan saksi", "legalBasis": "UU 31/2014", **more,
    }  # fmt: skip
    answer = await district.ask(SEAL, HEAD, input=given)
    return (answer.payload.get("data") or {}).get("sealCitizen") or answer.payload


def _quoted(*texts: str) -> tuple[str, ...]:
    return tuple(json.dumps(text) for text in texts)


def ways(district: District) -> Iterator[tuple[str, str]]:
    """Every root, with every way to name the sealed person, her child, or what is about her."""
    ids = _quoted(*(global_id("Citizen", each.id) for each in (MOTHER, CHILD)))
    application = _quoted(global_id("Application", district.application_id))
    values = {
        "NIK!": _quoted(SEALED_NIK, CHILD_NIK),
        "[NIK!]!": (json.dumps([SEALED_NIK, CHILD_NIK, HUSBAND_NIK]),),
        "ID!": (*ids, *application),
        "FamilyCardNumber!": _quoted(CARD),
        "trackingNumber": _quoted(TRACKING),
        "code": _quoted(CODE),
        "codeList.name": _quoted("Sex"),
        "onceOnlyMeter.service": _quoted("birthCertificate"),
        "regions.name": _quoted("Sungailiat"),
        "Date!": _quoted("2026-01-01"),
        "clientId": _quoted("puskesmas-app"),
        "deedNumber": _quoted(MOTHER_DEED),
        "agreement.id": _quoted("rsud-contoh"),
        "agreementId": _quoted("rsud-contoh"),
        "asOf": _quoted("2100-01-01T00:00:00Z"),
        "CitizenSearch!": (
            '{name: "Rahasia Tersegel"}',
            '{name: "Anak Contoh", motherName: "Rahasia Tersegel"}',
            '{name: "Anak Contoh"}',
        ),
        "ApplicationFilter": (f'{{about: "{SEALED_NIK}"}}', '{about: "Rahasia Tersegel"}'),
        "CitizenClaim!": (f'{{nik: "{SEALED_NIK}", fullName: "Rahasia Tersegel"}}',),
        "CorrectionPreviewInput!": tuple(
            f'{{nik: "{nik}", sourceKind: BIRTH_DEED, attributes: {{{changed}}}}}'
            for nik, changed in ((SEALED_NIK, 'fullName: "Siti Contoh"'), (CHILD_NIK, 'mother: {fullName: "Siti"}'))
        ),
        "[_Any!]!": (_references(f'nik: "{SEALED_NIK}"', f'nik: "{CHILD_NIK}"', f"id: {ids[0]}"),),
    }  # fmt: skip
    return questions(schema().graph, values)


def _references(*keys: str) -> str:
    return "[" + ", ".join(f'{{__typename: "Citizen", {key}}}' for key in keys) + "]"


def secrets() -> tuple[str, ...]:
    """What is hers alone, in every form in which an answer may name her."""
    texts = (SEALED_NIK, "rahasia", str(MOTHER.id), MOTHER.id.hex, global_id("Citizen", MOTHER.id))
    return tuple(text.casefold() for text in texts)


async def leaks(district: District, actor: Actor, roots: Collection[str] = ()) -> set[str]:
    """Roots (all of the graph's, or these) by which this reader learns anything of her, on both ways of answering."""
    found = set()
    for root, query in ((root, query) for root, query in ways(district) if not roots or root in roots):
        for way in district.engines if root in COMPILED else ("resolving",):
            answer = await district.ask(query, actor, way)
            assert actor is NOBODY or answer.payload.get("data") is not None, (query, answer.payload)
            text = said(answer.payload)
            match = (answer.payload.get("data") or {}).get("matchCitizen") or {}
            if any(secret in text for secret in secrets()) or match.get("nik") or match.get("fullName"):
                found.add(root)
    return found


OPEN: Final = frozenset(
    {
        *("citizen", "citizens", "searchCitizens", "familyCard", "node", "_entities"),
        *("application", "applications", "correctionPreview", "matchCitizen", "objections", "burialReports"),
        "citizenByBirthDeed",
    }
)
"""Roots by which the office sees her before she is sealed: so that a test of a seal could fail at all."""


async def test_no_root_tells_of_her(district: District) -> None:
    """At once, in hubs and lanes that were asked before, and so have planned every question that showed her."""
    assert await leaks(district, OFFICE, OPEN) == OPEN
    assert (await seal(district))["sealed"] is True
    assert await leaks(district, OFFICE) == set()
    assert await leaks(district, READERS["agency"], OPEN) == set()


@pytest.mark.long
@pytest.mark.parametrize("reader", READERS)
async def test_no_root_tells_anybody_of_her(district: District, reader: str) -> None:
    """Every question was planned before, also those that showed nothing of her."""
    await leaks(district, READERS[reader])
    assert (await seal(district))["sealed"] is True
    assert await leaks(district, READERS[reader]) == set()


async def test_the_head_of_the_office_sees_her_and_the_receipts_say_so(district: District) -> None:
    await seal(district)
    shown = {"citizens", "searchCitizens", "application"}
    assert await leaks(district, HEAD, shown) == shown
    flagged = await district.database.fetch(
        "select r.sealed, r.actor, bool_or(s.person_id = $1) as hers from receipt r"
        " cross join lateral persons_in(r.subjects) s(person_id) group by r.tenant, r.id",
        MOTHER.id,
    )
    assert any(row["sealed"] for row in flagged)
    assert all(row["sealed"] == row["hers"] for row in flagged if row["actor"] == HEAD.subject)


@pytest.mark.parametrize("way", ["resolving", "compiling"])
async def test_she_herself_still_sees_her_data(district: District, way: str) -> None:
    await seal(district)
    herself = dataclasses.replace(
        staff(Role.CITIZEN, "siti", nik=SEALED_NIK), purposes=frozenset({Purpose.OWN_DATA}), region=""
    )
    answer = await district.ask('{ citizen(nik: "' + SEALED_NIK + '") { fullName sealed } }', herself, way)
    assert answer.payload["data"]["citizen"] == {"fullName": "Rahasia Tersegel", "sealed": True}
    child = dataclasses.replace(herself, subject="anak", nik=CHILD_NIK)
    answer = await district.ask('{ citizen(nik: "' + CHILD_NIK + '") { fullName mother { fullName } } }', child, way)
    assert answer.payload["data"]["citizen"] == {"fullName": "Anak Contoh", "mother": None}


async def test_a_seal_and_its_end_are_events_and_a_repeat_does_nothing_twice(district: District) -> None:
    first = await seal(district)
    assert (first, await seal(district)) == (first, first)
    assert first == {"sealed": True, "version": 2, "errors": []}
    again = await seal(district, "seal-2")
    assert [error["code"] for error in again["errors"]] == ["CONFLICT"]
    given = {"idempotencyKey": "u", "nik": SEALED_NIK, "reason": "Selesai", "expectedVersion": 2}
    opened = (await district.ask(UNSEAL, HEAD, input=given)).payload["data"]["unsealCitizen"]
    assert opened == {"sealed": False, "version": 3, "errors": []}
    kinds = await district.database.fetch(
        "select kind, reason from record_event where person_id = $1 and version > 1 order by version", MOTHER.id
    )
    assert [tuple(row) for row in kinds] == [("sealed", "Perlindungan saksi"), ("unsealed", "Selesai")]
    seen = await district.ask('{ citizen(nik: "' + SEALED_NIK + '") { fullName } }', OFFICE)
    assert seen.payload["data"]["citizen"] == {"fullName": "Rahasia Tersegel"}


async def test_only_the_head_of_the_office_seals(district: District) -> None:
    given = {"idempotencyKey": "x", "nik": SEALED_NIK, "reason": "x", "legalBasis": "x"}
    for actor in (OFFICE, agency(*SCOPES)):
        answer = await district.ask(SEAL, actor, input=given)
        assert answer.payload["data"]["sealCitizen"] is None
        assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    past = await seal(district, "p", until="2020-01-01T00:00:00Z")
    assert [error["path"] for error in past["errors"]] == ["until"]


async def test_a_sealed_person_costs_what_a_person_out_of_sight_costs(district: District) -> None:
    """And what nobody's number costs: the same statements, and the register asked alike, so that the time of an answer
    tells nothing."""
    await district.database.execute("update person set region_code = '19.05.01.1001' where nik = $1", HUSBAND_NIK)
    await seal(district)
    reader = agency("citizen:read", client_id="frontend")
    niks = (SEALED_NIK, HUSBAND_NIK, "1901011501859999")
    for way in district.engines:
        spent: dict[str, list[float]] = {nik: [] for nik in niks}
        for _ in range(60):
            for nik, times in spent.items():
                begin = time.perf_counter()
                answer = await district.ask("query Q($n: NIK!) { citizen(nik: $n) { fullName } }", reader, way, n=nik)
                times.append(time.perf_counter() - begin)
                assert answer.payload == {"data": {"citizen": None}}
        sealed, hidden, nobody = (statistics.median(times) for times in spent.values())
        assert 0.5 < sealed / hidden < 2, (way, sealed, hidden)
        assert 0.5 < sealed / nobody < 2, (way, sealed, nobody)
    assert len({district.register.asked.count(nik) for nik in niks}) == 1
    assert set(district.register.asked) == set(niks)
