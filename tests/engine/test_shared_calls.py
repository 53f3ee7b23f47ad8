"""Whole operations whose agency takes many people in one call: requests share calls and nothing else."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Any

from hub.core.actor import Actor
from hub.core.citizen import Citizen
from hub.core.purpose import Purpose
from hub.engine import Answer, Engine, GraphQLRequest
from hub.exchange import Connector
from hub.loaders.sharing import SharedSources
from tests.fakes.actors import agency as client
from tests.fakes.people_of_bangka import person
from tests.fakes.world import World, schema, world
from tests.loaders.batch_agency import BatchAgency, connected, vaccine_of

ONE = "query One($nik: NIK!) { citizen(nik: $nik) { nik immunisations { vaccine } sources { agency state } } }"
MANY = "query Many($niks: [NIK!]!) { citizens(niks: $niks) { nik immunisations { vaccine } } }"
CLINIC = client("citizen:read", "health:read", client_id="clinic")
SCHOOL = client("citizen:read", "health:read", client_id="school")


def behind(connector: Connector, people: Sequence[Citizen]) -> World:
    """A hub whose health agency is this connector's."""
    made = world(people)
    sources = {source.facet: source for source in connector.sources}
    hub = dataclasses.replace(made.hub, sources=sources, shared=SharedSources.of([connector]))
    return dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))


async def one(asked: World, who: Citizen, actor: Actor = CLINIC, purpose: Purpose | None = None) -> Answer:
    return await asked.engine.run(GraphQLRequest(ONE, {"nik": who.nik}), actor, purpose and purpose.value)


def own_data(answer: Answer, who: Citizen) -> bool:
    """Whether the answer holds this person's immunisations and nobody else's."""
    citizen: dict[str, Any] = answer.payload["data"]["citizen"]
    return (citizen["nik"], citizen["immunisations"]) == (who.nik, [{"vaccine": vaccine_of(str(who.nik))}])


async def test_many_requests_cost_few_calls_and_each_gets_its_own_data() -> None:
    people, agency = [person(f"Orang {n}") for n in range(64)], BatchAgency()
    async with connected(agency) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(one(asked, who) for who in people))
    assert all(own_data(answer, who) for answer, who in zip(answers, people, strict=True))
    assert all("errors" not in answer.payload for answer in answers)
    assert len(agency.calls) <= 4, "64 requests"
    assert sorted(nik for call in agency.calls for nik in call) == sorted(str(who.nik) for who in people)


async def test_requests_that_come_one_after_another_share_too() -> None:
    people, agency = [person(f"Orang {n}") for n in range(64)], BatchAgency(seconds=0.1)

    async def later(asked: World, number: int) -> Answer:
        await asyncio.sleep(number * 0.002)
        return await one(asked, people[number])

    async with connected(agency) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(later(asked, number) for number in range(64)))
    assert all(own_data(answer, who) for answer, who in zip(answers, people, strict=True))
    assert 2 <= len(agency.calls) <= 48


async def test_each_receipt_names_the_call_that_its_data_came_from() -> None:
    people, agency = [person(f"Orang {n}") for n in range(20)], BatchAgency()
    async with connected(agency) as connector:
        asked = behind(connector, people)
        await asyncio.gather(*(one(asked, who) for who in people))
    calls = {who.id: number for number, call in enumerate(agency.calls) for who in people if who.nik in call}
    named: dict[int, set[object]] = {}
    for receipt in asked.record.tables.receipts:
        (batch,), (subject,) = receipt.batches, receipt.subjects
        named.setdefault(calls[subject], set()).add(batch)
    assert len(named) == len(agency.calls) < 20
    assert all(len(ids) == 1 for ids in named.values()), "one id a call"
    assert len({str(ids) for ids in named.values()}) == len(named), "and another for each"


async def test_without_the_manifests_word_nothing_is_shared() -> None:
    people, agency = [person(f"Orang {n}") for n in range(8)], BatchAgency()
    async with connected(agency, shares_calls=False) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(one(asked, who) for who in people))
    assert all(own_data(answer, who) for answer, who in zip(answers, people, strict=True))
    assert sorted(agency.calls) == sorted([str(who.nik)] for who in people)
    assert [receipt.batches for receipt in asked.record.tables.receipts] == [()] * 8


async def test_two_agreements_never_share_a_call() -> None:
    people, agency = [person(f"Orang {n}") for n in range(24)], BatchAgency()
    clinics, schools = people[:12], people[12:]
    async with connected(agency) as connector:
        asked = behind(connector, people)
        pairs = zip(clinics, schools, strict=True)
        questions = [
            one(asked, who, actor) for pair in pairs for who, actor in zip(pair, (CLINIC, SCHOOL), strict=True)
        ]
        await asyncio.gather(*questions)
    assert len(agency.calls) < 24
    for call in agency.calls:
        assert {nik in {who.nik for who in clinics} for nik in call} in ({True}, {False}), call


async def test_two_agreements_share_where_the_agency_tells_no_clients_apart() -> None:
    """What is each one's own stays so: her data, her rights, the reader and the agreement on the receipt."""
    people, agency = [person(f"Orang {n}") for n in range(24)], BatchAgency()
    stranger = client("citizen:read", client_id="stranger")
    readers = [(CLINIC, SCHOOL, stranger)[n % 3] for n in range(24)]
    async with connected(agency, shares_between_clients=True) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(one(asked, who, actor) for who, actor in zip(people, readers, strict=True)))
    told = [own_data(answer, who) for answer, who in zip(answers, people, strict=True)]
    assert told == [reader is not stranger for reader in readers]
    owners = {str(who.nik): reader for who, reader in zip(people, readers, strict=True)}
    assert stranger not in [owners[nik] for call in agency.calls for nik in call], "may not read, is not asked for"
    assert any({owners[nik].client_id for nik in call} == {"clinic", "school"} for call in agency.calls)
    assert len(agency.calls) <= 4, "16 requests"
    subjects = {who.id: reader.client_id for who, reader in zip(people, readers, strict=True)}
    receipts = asked.record.tables.receipts
    assert {subject: receipt.client_id for receipt in receipts for subject in receipt.subjects} == subjects
    assert {len(receipt.batches) for receipt in receipts if receipt.client_id != "stranger"} == {1}


async def test_two_purposes_of_one_client_never_share_a_call() -> None:
    both = dataclasses.replace(CLINIC, purposes=frozenset({Purpose.PUBLIC_SERVICE, Purpose.PLANNING}))
    people, agency = [person(f"Orang {n}") for n in range(24)], BatchAgency()
    asking = [(who, (Purpose.PUBLIC_SERVICE, Purpose.PLANNING)[n % 2]) for n, who in enumerate(people)]
    async with connected(agency) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(one(asked, who, both, purpose) for who, purpose in asking))
    assert {answer.status for answer in answers} == {200}
    assert len(agency.calls) < 24
    served = {who.nik for who, purpose in asking if purpose is Purpose.PLANNING}
    for call in agency.calls:
        assert len({nik in served for nik in call}) == 1, call


async def test_the_same_person_asked_for_by_two_clients_costs_two_calls() -> None:
    who, agency = person(), BatchAgency()
    async with connected(agency) as connector:
        asked = behind(connector, [who])
        answers = await asyncio.gather(*(one(asked, who, actor) for actor in (CLINIC, SCHOOL, CLINIC, SCHOOL)))
    assert all(own_data(answer, who) for answer in answers)
    assert 2 <= len(agency.calls) <= 4


async def test_who_may_not_read_is_not_asked_for() -> None:
    people, agency = [person(f"Orang {n}") for n in range(6)], BatchAgency()
    stranger = client("citizen:read", client_id="clinic")
    async with connected(agency) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(one(asked, who, (CLINIC, stranger)[n % 2]) for n, who in enumerate(people)))
    assert sorted(nik for call in agency.calls for nik in call) == sorted(str(who.nik) for who in people[::2])
    for answer in answers[1::2]:
        assert answer.payload["data"]["citizen"]["immunisations"] is None
        assert answer.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_person_on_whom_the_agency_chokes_spoils_nobody_elses_answer() -> None:
    people = [person(f"Orang {n}") for n in range(16)]
    agency = BatchAgency(bad={str(people[5].nik)})
    async with connected(agency) as connector:
        asked = behind(connector, people)
        answers = await asyncio.gather(*(one(asked, who) for who in people))
    assert [own_data(answer, who) for answer, who in zip(answers, people, strict=True)] == [n != 5 for n in range(16)]
    (error,) = answers[5].payload["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["citizen", "immunisations"], "SOURCE_UNAVAILABLE")
    without = [receipt.subjects for receipt in asked.record.tables.receipts if not receipt.batches]
    assert without == [(people[5].id,)], "no data came from a call"


async def test_a_large_request_calls_for_itself() -> None:
    people, agency = [person(f"Orang {n}") for n in range(80)], BatchAgency()
    many, few = people[:70], people[70:]
    async with connected(agency) as connector:
        asked = behind(connector, people)
        question = GraphQLRequest(MANY, {"niks": [who.nik for who in many]})
        answer, *_ = await asyncio.gather(asked.engine.run(question, CLINIC), *(one(asked, who) for who in few))
    assert [each["nik"] for each in answer.payload["data"]["citizens"]] == [who.nik for who in many]
    own = [call for call in agency.calls if set(call) & {who.nik for who in many}]
    assert [len(call) for call in own] == [64, 6]
    assert {nik for call in own for nik in call} == {who.nik for who in many}


async def test_an_agency_that_is_gone_costs_its_own_part_of_each_answer() -> None:
    people = [person(f"Orang {n}") for n in range(8)]
    async with connected(BatchAgency()) as connector:
        asked = behind(connector, people)
    answers = await asyncio.gather(*(one(asked, who) for who in people))
    for answer, who in zip(answers, people, strict=True):
        assert answer.payload["data"]["citizen"]["nik"] == who.nik
        assert answer.payload["data"]["citizen"]["immunisations"] is None


async def test_requests_are_answered_when_the_hub_stops() -> None:
    people, agency = [person(f"Orang {n}") for n in range(4)], BatchAgency(seconds=3)
    async with connected(agency) as connector:
        asked = behind(connector, people)
        waiting = [asyncio.create_task(one(asked, who)) for who in people]
        async with asyncio.timeout(2.5):
            while not agency.calls:
                await asyncio.sleep(0.001)
            await asked.hub.shared.aclose()
            answers = await asyncio.gather(*waiting)
    assert {answer.payload["errors"][0]["extensions"]["code"] for answer in answers} == {"SOURCE_UNAVAILABLE"}
