"""What an upheld objection ends: agencies are not given that any more, the office goes on, and it can be lifted."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest

from hub.audit.stops import RULE, NotAvailable, StoppedProcessing
from hub.core.actor import Actor, Role
from hub.core.citizen import Citizen
from hub.core.objection import Stop
from hub.core.receipt import Part
from hub.engine import Answer, Engine
from hub.store import Database, PgAgreements, PgStops
from hub.store.bulk import copy_citizens
from tests.engine.test_discrepancies import payload, refused, rule
from tests.fakes.actors import agency, staff
from tests.fakes.agreements import WIDE, agreement
from tests.fakes.objections import FakeStops, objection
from tests.fakes.on_postgres import on_postgres
from tests.fakes.people_of_bangka import NOW, TENANT, person
from tests.fakes.world import World, immunised, schema, world
from tests.rights.test_objections import AUDITOR, DECIDE, FIELDS, RAISE, herself

LIFT: Final = f"mutation L($input: LiftStopInput!) {{ liftStop(input: $input) {{ {FIELDS} }} }}"
STOPPED: Final = """query S($n: NIK!) { citizen(nik: $n) { objections { edges { node {
    stopped liftedReason liftedAs liftedAt explanation english: explanation(language: EN) } } } } }"""
ACCESSES: Final = "query A($n: NIK!) { citizen(nik: $n) { accesses { edges { node { id } } } } }"
NAME: Final = "query Name($n: NIK!) { citizen(nik: $n) { fullName } }"
BOTH: Final = "query Both($n: NIK!) { citizen(nik: $n) { fullName immunisations { vaccine } } }"
HEALTH: Final = "query Health($n: NIK!) { citizen(nik: $n) { immunisations { vaccine } } }"
MATCH: Final = "query M($c: CitizenClaim!) { matchCitizen(claim: $c) { nik fullName birthDate } }"
CLINIC: Final = agency("citizen:read", "health:read", client_id="klinik")
SCHOOL: Final = agency("citizen:read", "health:read", client_id="sekolah", under=agreement(id="sekolah"))


class Clock:
    """The time of what is believed of stops."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, seconds: float = 1) -> None:
        self.now += dt.timedelta(seconds=seconds)


class Office:
    """A hub with two people; `siti` objects."""

    def __init__(self, w: World, stops: StoppedProcessing, clock: Clock, siti: Citizen, other: Citizen) -> None:
        hub = dataclasses.replace(w.hub, stops=stops)
        self.w = dataclasses.replace(w, hub=hub, engine=Engine(schema(), hub))
        self.clock, self.siti, self.other = clock, siti, other

    async def read(self, actor: Actor, query: str = HEALTH, of: Citizen | None = None) -> Answer:
        return await self.w.ask(query, {"n": (of or self.siti).nik}, actor=actor)

    async def object(self, **about: str) -> dict[str, Any]:
        given = {"idempotencyKey": f"raise-{about}", "nik": self.siti.nik, "grounds": "Saya tidak setuju.", **about}
        made = payload(await self.w.ask(RAISE, {"input": given}, actor=herself(self.siti)))
        assert made["errors"] == []
        return dict(made["objection"])

    async def decide(self, one: str, ruling: str = "UPHELD", **given: Any) -> dict[str, Any]:
        made = payload(await self.answer(one, ruling, **given))
        assert made["errors"] == []
        self.clock.later()
        return dict(made["objection"])

    async def answer(self, one: str, ruling: str, **given: Any) -> Answer:
        said = {"idempotencyKey": f"{ruling}-{given}", "id": one, "outcome": ruling, "reason": "Tidak perlu lagi."}
        return await self.w.ask(DECIDE, {"input": {**said, **given}}, actor=AUDITOR)

    async def object_to_reading(self, which: int = -1) -> dict[str, Any]:
        """To the newest one that she is told of, or another."""
        listed = await self.read(herself(self.siti), ACCESSES)
        access = listed.payload["data"]["citizen"]["accesses"]["edges"][which]["node"]["id"]
        return await self.object(accessId=access)

    async def lift(self, one: str, actor: Actor = AUDITOR, key: str = "lift", **given: Any) -> Answer:
        said = {"idempotencyKey": key, "id": one, "reason": "Ada perjanjian baru.", **given}
        answer = await self.w.ask(LIFT, {"input": said}, actor=actor)
        self.clock.later()
        return answer

    async def upheld(self, **about: str) -> str:
        one = await self.object(**about)
        await self.decide(one["id"])
        return str(one["id"])

    async def told(self) -> list[dict[str, Any]]:
        """What she reads of her objections."""
        answer = await self.read(herself(self.siti), STOPPED)
        return [edge["node"] for edge in answer.payload["data"]["citizen"]["objections"]["edges"]]


@pytest.fixture
def office() -> Office:
    siti, other, clock = person("Siti Contoh"), person("Orang Lain"), Clock()
    w = world([siti, other], copies={("immunisations", one.id): immunised() for one in (siti, other)})
    return Office(w, StoppedProcessing(FakeStops(lambda: w.record.tables.objections), clock), clock, siti, other)


@pytest.fixture
async def real(database: str) -> AsyncIterator[Office]:
    """The same on PostgreSQL, both agreements in force."""
    opened = await Database.open(database)
    siti, other, clock = person("Siti Contoh"), person("Orang Lain"), Clock()
    await copy_citizens(opened, [siti, other])
    for terms in (WIDE, SCHOOL.agreement):
        assert terms is not None
        await PgAgreements(opened, TENANT).put(terms)
    yield Office(on_postgres(opened), StoppedProcessing(PgStops(opened, TENANT), clock), clock, siti, other)
    await opened.close()


def is_shown(answer: Answer) -> bool:
    return "errors" not in answer.payload and answer.payload["data"]["citizen"] is not None


def is_stopped(answer: Answer) -> bool:
    """Refused with a reason that tells nothing of her, and nothing else."""
    if is_shown(answer):
        return False
    (error,) = answer.payload["errors"]
    assert answer.payload.get("data") is None
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("FORBIDDEN", RULE)
    assert not {"objection", "keberatan", "siti"} & set(str(error).lower().replace(",", " ").split())
    return True


async def test_a_category_that_she_objected_to_is_given_to_no_agency(office: Office) -> None:
    assert is_shown(await office.read(CLINIC))
    before = len(office.w.record.tables.receipts)
    await office.upheld(category="health")
    for reader in (CLINIC, SCHOOL):
        assert is_stopped(await office.read(reader))
    left = office.w.record.tables.receipts[before:]
    assert not any(one.operation == "Health" for one in left)
    # Everything else goes on: her other data, other people, and the office itself.
    assert is_shown(await office.read(CLINIC, NAME))
    assert is_shown(await office.read(CLINIC, of=office.other))
    clerk = dataclasses.replace(staff(Role.OPERATOR), scopes=staff(Role.OPERATOR).scopes | {"health:read"})
    assert is_shown(await office.read(clerk, NAME))


@pytest.mark.parametrize("query", [
    "query Q($n: NIK!) { citizens(niks: [$n]) { immunisations { vaccine } } }",
    """query Q($n: NIK!) { citizen(nik: $n) { id }
    searchCitizens(search: {name: "Siti Contoh"}) { edges { node { immunisations { vaccine } } } } }""",
    """query Q($n: NIK!) { _entities(representations: [{__typename: "Citizen", nik: $n}]) {
    ... on Citizen { immunisations { vaccine } } } }""",
])  # fmt: skip
async def test_no_other_root_gives_it_either(office: Office, query: str) -> None:
    reader = dataclasses.replace(CLINIC, scopes=CLINIC.scopes | {"citizen:search"})
    variables: Any = {"n": office.siti.nik}
    assert "errors" not in (await office.w.ask(query, variables, actor=reader)).payload
    await office.upheld(category="health")
    answer = await office.w.ask(query, variables, actor=reader)
    assert [error["extensions"].get("rule") for error in answer.payload["errors"]] == [RULE]
    assert answer.payload.get("data") is None


async def test_a_claim_about_her_is_not_answered_either(office: Office) -> None:
    """Neither yes nor no: a no would be untrue, and she would be turned away as somebody who does not exist."""
    reader = dataclasses.replace(CLINIC, scopes=frozenset({"citizen:match"}))

    async def claim(of: Citizen) -> Answer:
        return await office.w.ask(MATCH, {"c": {"nik": of.nik, "birthDate": "1985-01-01"}}, actor=reader)

    assert "errors" not in (await claim(office.siti)).payload
    await office.upheld(category="population")
    before = len(office.w.record.tables.receipts)
    (error,) = (await claim(office.siti)).payload["errors"]
    assert error["extensions"]["rule"] == RULE
    assert len(office.w.record.tables.receipts) == before
    assert "errors" not in (await claim(office.other)).payload


async def test_what_is_not_upheld_stops_nothing(office: Office) -> None:
    one = await office.object(category="health")
    assert one["stops"] == ["health"]
    made = await office.decide(one["id"], "DISMISSED")
    assert made["stops"] == []
    assert is_shown(await office.read(CLINIC))
    assert [told["stopped"] for told in await office.told()] == [False]


async def test_only_what_has_parts_is_upheld_in_part(office: Office) -> None:
    """Of one category nothing smaller can be named; what the office read by itself stops nothing, as if upheld."""
    one = (await office.object(category="health"))["id"]
    for ruling, stops in (("PARTLY_UPHELD", None), ("PARTLY_UPHELD", ["health"]), ("UPHELD", ["health"])):
        assert refused(await office.answer(one, ruling, stops=stops)) == ("BAD_INPUT", "stops")
    assert refused(await office.answer(one, "DISMISSED", stops=["health"])) == ("BAD_INPUT", "stops")
    assert is_shown(await office.read(CLINIC))
    await office.read(staff(Role.OPERATOR), NAME)
    own = await office.object_to_reading()
    assert own["stops"] == []
    assert refused(await office.answer(own["id"], "PARTLY_UPHELD", stops=["population"])) == ("BAD_INPUT", "stops")
    assert (await office.decide(own["id"], "PARTLY_UPHELD"))["stops"] == []
    assert [told["stopped"] for told in await office.told()] == [False, False]


async def test_it_is_lifted_with_a_reason_that_she_reads(office: Office) -> None:
    one = await office.upheld(category="health")
    (told,) = await office.told()
    assert (told["stopped"], told["liftedAt"]) == (True, None)
    assert "Karena itu kami berhenti memberikan kepada instansi lain: data kesehatan" in told["explanation"]
    assert "So we stopped giving other agencies" in told["english"]
    assert payload(await office.lift(one))["errors"] == []
    assert is_shown(await office.read(CLINIC))
    (told,) = await office.told()
    assert (told["stopped"], told["liftedReason"], told["liftedAs"]) == (False, "Ada perjanjian baru.", "auditor")
    assert "data itu diberikan lagi. Alasan: Ada perjanjian baru." in told["explanation"]
    assert refused(await office.lift(one, key="again")) == ("CONFLICT", "id")


async def test_only_who_decides_lifts_and_only_what_is_stopped(office: Office) -> None:
    opened = (await office.object(category="family"))["id"]
    assert refused(await office.lift(opened)) == ("CONFLICT", "id")
    one = await office.upheld(category="health")
    assert refused(await office.lift(one, key="b", expectedVersion=1)) == ("CONFLICT", "expectedVersion")
    assert refused(await office.lift(one, key="c", reason=" ")) == ("BAD_INPUT", "reason")
    enterer = staff(Role.HEAD_OF_DIVISION, herself(office.siti).subject)
    assert rule(await office.lift(one, enterer, key="d")) == "record-four-eyes"
    answer = await office.lift(one, staff(Role.OPERATOR), key="e")
    assert answer.payload["data"]["liftStop"] is None
    assert is_stopped(await office.read(CLINIC))


async def test_a_process_learns_of_it_within_a_second(office: Office) -> None:
    assert is_shown(await office.read(CLINIC))
    one = await office.object(category="health")
    given = {"idempotencyKey": "d", "id": one["id"], "outcome": "UPHELD", "reason": "Ya."}
    await office.w.ask(DECIDE, {"input": given}, actor=AUDITOR)
    office.clock.later(0.8)
    assert is_stopped(await office.read(CLINIC))


async def test_a_reading_that_she_objected_to_stops_its_agreement_alone(real: Office) -> None:
    """On PostgreSQL, from the agency's reading to the end."""
    assert is_shown(await real.read(CLINIC, NAME))
    one = (await real.object_to_reading())["id"]
    await real.decide(one)
    assert is_stopped(await real.read(CLINIC, NAME))
    assert is_shown(await real.read(SCHOOL, NAME))
    assert is_shown(await real.read(CLINIC, NAME, of=real.other))
    assert is_shown(await real.read(staff(Role.OPERATOR), NAME))
    (told,) = await real.told()
    assert "kepada instansi itu" in told["explanation"]
    assert payload(await real.lift(one))["errors"] == []
    assert is_shown(await real.read(CLINIC, NAME))


async def test_the_named_part_of_a_reading_stops_and_the_rest_goes_on(real: Office) -> None:
    """On PostgreSQL, until it is lifted."""
    assert is_shown(await real.read(CLINIC, BOTH))
    one = await real.object_to_reading()
    assert sorted(one["stops"]) == ["health", "population"]
    for stops in (None, [], ["health", "population"], ["health", "family"]):
        assert refused(await real.answer(one["id"], "PARTLY_UPHELD", stops=stops)) == ("BAD_INPUT", "stops")
    assert (await real.decide(one["id"], "PARTLY_UPHELD", stops=["health"]))["stops"] == ["health"]
    assert is_stopped(await real.read(CLINIC, BOTH))
    assert is_stopped(await real.read(CLINIC, HEALTH))
    assert is_shown(await real.read(CLINIC, NAME))
    assert is_shown(await real.read(SCHOOL, BOTH))
    (told,) = await real.told()
    assert told["stopped"]
    assert "memberikan kepada instansi itu: data kesehatan. Data lainnya masih boleh diberikan." in told["explanation"]
    assert "giving that agency: health data. The other data may still be given out." in told["english"]
    assert payload(await real.lift(one["id"]))["errors"] == []
    assert is_shown(await real.read(CLINIC, BOTH))


async def test_the_stop_of_whoever_was_merged_holds_for_the_one_who_stayed(real: Office, database: str) -> None:
    await real.upheld(category="population")
    opened = await Database.open(database, max_size=1)
    try:
        assert [one.person_id for one in await PgStops(opened, TENANT).standing()] == [real.siti.id]
        await opened.execute("update person set merged_into = $2 where id = $1", real.siti.id, real.other.id)
        assert [one.person_id for one in await PgStops(opened, TENANT).standing()] == [real.other.id]
        assert await PgStops(opened, "1902").standing() == []
    finally:
        await opened.close()


async def test_what_an_answer_holds_of_somebody_else_is_not_held_against_her() -> None:
    """She is named as a member of a family; the health data in the answer are another's."""
    siti, head = person("Siti Contoh"), person("Kepala Contoh")
    rows = {one.id: one for one in [dataclasses.replace(objection(siti.id), stop=Stop("", ("health",)))]}
    stops = StoppedProcessing(FakeStops(lambda: rows), Clock())
    both, categories = (siti.id, head.id), ("family", "health")
    parts = (Part((head.id,), ("Citizen.immunisations",), ("health",)), Part(both, ("Citizen.fullName",), ("family",)))
    await stops.check(CLINIC, both, categories, parts)
    with pytest.raises(NotAvailable):
        await stops.check(CLINIC, both, categories)
    await stops.check(staff(Role.OPERATOR), both, categories)
