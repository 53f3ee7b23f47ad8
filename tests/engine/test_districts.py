"""Two hubs, each of one district, on one database, asked over HTTP: a person moves, and is nowhere twice."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final

import pytest

from hub.core.actor import ROLE_SCOPES, Actor, ActorKind, Role
from hub.core.citizen import Address, Citizen, CitizenClaim, CitizenMatch
from hub.core.identifiers import new_id
from hub.core.purpose import Purpose
from hub.engine import Engine, GraphQLRequest
from hub.store import (
    Database,
    PgApplications,
    PgFacetCopies,
    PgHandOvers,
    PgHeld,
    PgPast,
    PgPeople,
    PgReceipts,
    PgWrites,
)
from hub.store.bulk import copy_citizens
from tests.fakes.agreements import agreement
from tests.fakes.declared import FACETS
from tests.fakes.world import schema, world
from tests.web.rig import Rig, rig

HERE, THERE = "1901", "1902"
REGIONS: Final = {HERE: "19.01", THERE: "19.02"}
VILLAGES: Final = {HERE: "19.01.01.1001", THERE: "19.02.01.1001"}
NIK = "1901014505959001"
OFFER = (
    "mutation O($input: HandOverCitizenInput!) { handOverCitizen(input: $input)"
    " { handOver { id state } errors { code message } } }"
)
RECEIVE = (
    "mutation R($input: ReceiveCitizenInput!) { receiveCitizen(input: $input)"
    " { handOver { state } citizenIds errors { code message } } }"
)
SEAL = "mutation S($input: SealCitizenInput!) { sealCitizen(input: $input) { sealed errors { code } } }"
UNSEAL = "mutation S($input: UnsealCitizenInput!) { unsealCitizen(input: $input) { sealed errors { code } } }"
CITIZEN = "query C($nik: NIK!) { citizen(nik: $nik) { id fullName moved { regionCode } address { regionCode } } }"
RESIDENCE = "query R($nik: NIK!) { residence(nik: $nik) { regionCode isHere } }"


class Register:
    """Implements `hub.core.agency_ports.PopulationAgency`: the national register knows her, whoever asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def read(self, nik: str) -> Citizen | None:
        self.asked.append(nik)
        return dataclasses.replace(SITI, id=new_id())

    async def match(self, claim: CitizenClaim) -> CitizenMatch:
        raise AssertionError("nobody matches here")


SITI = Citizen(
    tenant=HERE, id=new_id(), nik=NIK, full_name="Siti Contoh", birth_date=dt.date(1995, 5, 5),
    address=Address("Jl. Contoh 1", None, None, None, None, None, None, None, VILLAGES[HERE]),
)  # fmt: skip


def clerk(tenant: str, role: Role = Role.HEAD_OF_DIVISION) -> Actor:
    name = f"console-{tenant}-{role.value}"
    return Actor(
        name, ActorKind.CLIENT, name, "Petugas Contoh", tenant, frozenset({role}),
        ROLE_SCOPES[role] | {"citizen:read"}, REGIONS[tenant], frozenset({Purpose.CIVIL_REGISTRATION}),
        agreement=agreement(tenant=tenant, region=REGIONS[tenant]),
    )  # fmt: skip


@dataclasses.dataclass
class Office:
    """One district's hub on a port of its own."""

    tenant: str
    rig: Rig
    register: Register
    clock: Any
    database: Database
    engine: Engine

    async def ask(self, query: str, actor: Actor | None = None, **variables: Any) -> Any:
        told = await self.rig.post(
            {"query": query, "variables": variables}, await self.rig.bearer(actor or clerk(self.tenant))
        )
        assert told.status == 200, told
        return told.payload

    async def do(self, query: str, actor: Actor | None = None, **given: Any) -> Any:
        payload = await self.ask(query, actor, input={"idempotencyKey": str(new_id()), **given})
        assert "errors" not in payload, payload
        (answer,) = payload["data"].values()
        return answer

    async def offer(self, to: str, letter: str = "SKPWNI/1901/23112026/0001") -> str:
        people = [{"nik": NIK}]
        made = await self.do(OFFER, people=people, toRegionCode=REGIONS[to], letterNumber=letter, reason="Pekerjaan")
        assert made["errors"] == [], made
        key: str = made["handOver"]["id"]
        return key

    async def receive(self, key: str) -> Any:
        return await self.do(RECEIVE, handOver=key, address={"regionCode": VILLAGES[self.tenant]})


@pytest.fixture
async def offices(database: str) -> AsyncIterator[dict[str, Office]]:
    """Every hub has a pool, an engine and a port of its own, as a process of its own would."""
    async with AsyncExitStack() as stack:
        made: dict[str, Office] = {}
        for tenant in (HERE, THERE):
            opened, register, w = await Database.open(database), Register(), world()
            stack.push_async_callback(opened.close)
            hub = dataclasses.replace(
                w.hub, tenant=tenant, region=REGIONS[tenant], population=register,
                people=PgPeople(opened), past=PgPast(opened, FACETS.values()), hand_overs=PgHandOvers(opened),
                facet_copies=PgFacetCopies(opened, FACETS.values()), applications=PgApplications(opened),
                writes=PgWrites(opened, w.hub.clock), receipts=PgReceipts(opened),
                held=PgHeld(opened, tenant, w.hub.clock),
            )  # fmt: skip
            w.hub, w.engine = hub, Engine(schema(), hub)
            listening = await stack.enter_async_context(rig(w, tenant=tenant))
            made[tenant] = Office(tenant, listening, register, listening.clock, opened, w.engine)
            if tenant == HERE:
                await copy_citizens(opened, [SITI])
        yield made


async def test_a_move_from_letter_to_receipt(offices: dict[str, Office]) -> None:
    here, there = offices[HERE], offices[THERE]
    before = (await here.ask(CITIZEN, nik=NIK))["data"]["citizen"]
    assert before["fullName"] == "Siti Contoh"
    assert (await there.ask(CITIZEN, nik=NIK))["data"] == {"citizen": None}
    key = await here.offer(THERE)
    assert (await here.ask(CITIZEN, nik=NIK))["data"]["citizen"] == before, "she stays until she is received"
    listed = await there.ask("{ handOvers(state: OFFERED) { id side letterNumber people originCode } }")
    assert listed["data"]["handOvers"] == [
        {"id": key, "side": "DESTINATION", "letterNumber": "SKPWNI/1901/23112026/0001", "people": 1,
         "originCode": "19.01"},
    ]  # fmt: skip
    received = await there.receive(key)
    assert (received["errors"], received["handOver"]) == ([], {"state": "RECEIVED"})
    assert received["citizenIds"] == [before["id"]], "subscribers' references hold"
    after = (await there.ask(CITIZEN, nik=NIK))["data"]["citizen"]
    assert after == {**before, "address": {"regionCode": VILLAGES[THERE]}}
    assert (await here.ask(CITIZEN, nik=NIK))["data"]["citizen"] == {
        "id": before["id"], "fullName": None, "moved": {"regionCode": "19.02"}, "address": None,
    }  # fmt: skip
    assert here.register.asked == [], "who is held here is asked of nobody"
    assert set(there.register.asked) == {NIK}, "who was held elsewhere was asked for as nobody's number is"


async def test_who_has_no_business_is_told_nothing(offices: dict[str, Office]) -> None:
    here, there = offices[HERE], offices[THERE]
    service = dataclasses.replace(
        clerk(HERE, Role.AGENCY_CLIENT),
        scopes=frozenset({"citizen:read"}),
        purposes=frozenset({Purpose.PUBLIC_SERVICE}),
    )
    found = (await there.ask(RESIDENCE, nik=NIK))["data"]["residence"]
    assert found == {"regionCode": "19.01", "isHere": False}
    await there.receive(await here.offer(THERE))
    assert (await here.ask(CITIZEN, service, nik=NIK)) == {"data": {"citizen": None}}
    refused = await here.ask(RESIDENCE, service, nik=NIK)
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["FORBIDDEN"]


async def test_where_somebody_sealed_lives_no_other_district_learns(offices: dict[str, Office]) -> None:
    here, there = offices[HERE], offices[THERE]
    head = {tenant: clerk(tenant, Role.HEAD_OF_OFFICE) for tenant in (HERE, THERE)}
    asked = "select count(*) from receipt where tenant = $1 and $2 in (select persons_in(subjects))"
    assert await there.database.fetchval(asked, THERE, SITI.id) == 0
    assert (await there.ask(RESIDENCE, head[THERE], nik=NIK))["data"]["residence"] is not None
    assert await there.database.fetchval(asked, THERE, SITI.id) == 1
    await here.do(SEAL, head[HERE], nik=NIK, reason="Perlindungan saksi", legalBasis="UU 31/2014")
    assert (await there.ask(RESIDENCE, head[THERE], nik=NIK))["data"]["residence"] is None
    assert (await here.ask(RESIDENCE, head[HERE], nik=NIK))["data"]["residence"]["isHere"] is True


async def test_who_is_sealed_after_a_move_is_not_found_where_she_came_from(offices: dict[str, Office]) -> None:
    here, there = offices[HERE], offices[THERE]
    await there.receive(await here.offer(THERE))
    assert (await here.ask(CITIZEN, nik=NIK))["data"]["citizen"]["moved"] == {"regionCode": "19.02"}
    head = clerk(THERE, Role.HEAD_OF_OFFICE)
    await there.do(SEAL, head, nik=NIK, reason="Perlindungan saksi", legalBasis="UU 31/2014")
    assert (await here.ask(CITIZEN, nik=NIK))["data"]["citizen"] is None
    await there.do(UNSEAL, head, nik=NIK, reason="Sudah aman")
    assert (await here.ask(CITIZEN, nik=NIK))["data"]["citizen"]["moved"] == {"regionCode": "19.02"}


async def test_nobody_takes_in_her_own_family(offices: dict[str, Office]) -> None:
    there = offices[THERE]
    key = await offices[HERE].offer(THERE)
    given = {"idempotencyKey": "own", "handOver": key, "address": {"regionCode": VILLAGES[THERE]}}
    herself = dataclasses.replace(clerk(THERE), nik=NIK)
    refused = await there.engine.run(GraphQLRequest(RECEIVE, {"input": given}), herself)
    assert refused.payload["errors"][0]["extensions"]["rule"] == "record-own-family"
    assert (await there.receive(key))["errors"] == []


async def test_a_race_for_one_offer_over_http(offices: dict[str, Office]) -> None:
    here, there = offices[HERE], offices[THERE]
    key = await here.offer(THERE)
    answers = await asyncio.gather(*(there.receive(key) for _ in range(3)))
    done = [one for one in answers if not one["errors"]]
    assert len(done) == 1
    assert {error["code"] for one in answers for error in one["errors"]} == {"CONFLICT"}


async def test_a_repeat_gets_the_first_answer(offices: dict[str, Office]) -> None:
    here, there = offices[HERE], offices[THERE]
    key = await here.offer(THERE)
    given = {"idempotencyKey": "r-1", "handOver": key, "address": {"regionCode": VILLAGES[THERE]}}
    first = await there.ask(RECEIVE, input=given)
    assert await there.ask(RECEIVE, input=given) == first
    elsewhere = {**given, "idempotencyKey": "r-2", "address": {"regionCode": VILLAGES[HERE]}}
    refused = await there.ask(RECEIVE, input=elsewhere)
    assert [error["code"] for error in refused["data"]["receiveCitizen"]["errors"]] == ["BAD_INPUT"]
