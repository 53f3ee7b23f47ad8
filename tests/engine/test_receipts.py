"""No personal data leave without a durable receipt."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from hub.audit.unkept import UnkeptReceipts
from hub.core.actor import Role
from hub.core.purpose import Purpose
from hub.engine import Engine, GraphQLRequest
from tests.fakes.actors import NOBODY, READER, agency, staff
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import CARD, NOW, family, person
from tests.fakes.world import immunised, schema, world

QUERY = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName immunisations { dose } } }"
NAME = "query Look($nik: NIK!) { citizen(nik: $nik) { fullName } }"


async def test_a_receipt_says_who_read_what_of_whom_why_and_when() -> None:
    someone = person()
    w = world([someone], immunisations={str(someone.nik): immunised()})
    await w.ask(QUERY, {"nik": someone.nik})
    (receipt,) = w.record.tables.receipts
    assert (receipt.actor, receipt.client_id, receipt.purpose) == ("frontend", "frontend", "PUBLIC_SERVICE")
    assert (receipt.operation, receipt.at, receipt.tenant) == ("Look", NOW, "1901")
    assert receipt.subjects == (someone.id,)
    assert receipt.categories == ("health", "population")
    assert receipt.fields == (
        "Query.citizen", "Citizen.fullName", "Citizen.immunisations", "Immunisation.dose",
    )  # fmt: skip
    assert str(someone.nik) not in str(receipt)


@pytest.mark.parametrize("days", [0, 30])
@pytest.mark.parametrize("purpose", [Purpose.LAW_ENFORCEMENT, Purpose.PUBLIC_SERVICE])
async def test_a_lawful_investigation_is_told_of_when_its_agreement_says_so(days: int, purpose: Purpose) -> None:
    someone, terms = person(), agreement(disclosure_delay_days=days)
    w = world([someone])
    await w.ask(QUERY, {"nik": someone.nik}, actor=agency("citizen:read", purpose=purpose, under=terms))
    (receipt,) = w.record.tables.receipts
    assert receipt.agreement == terms.id
    is_hidden = days and purpose is Purpose.LAW_ENFORCEMENT
    assert receipt.hidden_until == (NOW + dt.timedelta(days=days) if is_hidden else None)


async def test_the_agencies_that_were_asked_stand_on_the_receipt() -> None:
    someone, stranger = person(), person()
    w = world([someone], agency={str(stranger.nik): stranger}, immunisations={str(someone.nik): immunised()})
    for nik, query in ((someone.nik, QUERY), (stranger.nik, QUERY), (someone.nik, NAME)):
        await w.ask(query, {"nik": nik})
    asked = [receipt.sources for receipt in w.record.tables.receipts]
    assert asked == [("health",), ("health", "population"), ()]


async def test_what_was_denied_is_not_on_the_receipt() -> None:
    someone = person()
    w = world([someone])
    await w.ask(QUERY, {"nik": someone.nik}, actor=agency("citizen:read"))
    (receipt,) = w.record.tables.receipts
    assert receipt.categories == ("population",)
    assert "Citizen.immunisations" not in receipt.fields


async def test_without_a_receipt_the_data_do_not_leave() -> None:
    someone = person("Rahasia Contoh")
    w = world([someone])
    w.record.receipts_out = True
    answer = await w.ask(QUERY, {"nik": someone.nik})
    assert answer.status == 503
    assert [e["extensions"]["code"] for e in answer.payload["errors"]] == ["SOURCE_UNAVAILABLE"]
    assert "data" not in answer.payload
    assert "Rahasia" not in str(answer.payload)
    assert "database" not in str(answer.payload)


async def test_what_concerns_nobody_needs_no_receipt() -> None:
    w = world()
    w.record.receipts_out = True
    assert (await w.ask("{ services { name } agencies { name } }")).status == 200
    assert (await w.ask(QUERY, {"nik": "1901011501859999"})).payload == {"data": {"citizen": None}}
    assert (await w.ask('{ verifyDocument(code: "x") { status } }', actor=NOBODY)).status == 200


async def test_everybody_on_a_family_card_is_a_subject_even_if_only_the_address_is_read() -> None:
    card, head, wife = family()
    w = world([head, wife], [card])
    query = "query ($n: FamilyCardNumber!) { familyCard(number: $n) { address { district } } }"
    answer = await w.ask(query, {"n": CARD})
    assert answer.payload["data"]["familyCard"] == {"address": {"district": "Sungailiat"}}
    assert set(w.record.tables.receipts[0].subjects) == {head.id, wife.id}


async def test_hits_of_a_search_are_subjects() -> None:
    people = [person("Budi Satu"), person("Budi Dua"), person("Siti")]
    w = world(people)
    await w.ask('{ searchCitizens(search: {name: "budi"}) { edges { node { fullName } } } }',
                actor=agency("citizen:search", "citizen:read"))  # fmt: skip
    assert set(w.record.tables.receipts[0].subjects) == {people[0].id, people[1].id}


async def test_a_claim_that_is_matched_leaves_a_receipt() -> None:
    someone = person("Budi")
    w = world([someone], agency={str(someone.nik): someone})
    query = 'query ($n: NIK!) { matchCitizen(claim: {nik: $n, fullName: "Budi"}) { nik fullName sex } }'
    answer = await w.ask(query, {"n": someone.nik}, actor=agency("citizen:match"))
    assert answer.payload["data"]["matchCitizen"] == {"nik": True, "fullName": True, "sex": None}
    assert w.record.tables.receipts[0].subjects == (someone.id,)


async def test_the_person_sees_who_read_her_data() -> None:
    someone = person()
    w = world([someone])
    await w.ask("query ($n: NIK!) { citizen(nik: $n) { fullName } }", {"n": someone.nik})
    access = "edges { node { reader client purpose categories fields } }"
    answer = await w.ask(
        f"query ($n: NIK!) {{ citizen(nik: $n) {{ accesses {{ {access} }} }} }}",
        {"n": someone.nik},
        actor=agency("citizen:read", "access:read"),
    )
    (edge,) = answer.payload["data"]["citizen"]["accesses"]["edges"]
    assert edge["node"] == {
        "reader": "Aplikasi Contoh",
        "client": "frontend",
        "purpose": "PUBLIC_SERVICE",
        "categories": ["population"],
        "fields": ["Query.citizen", "Citizen.fullName"],
    }


async def test_an_entity_for_a_gateway_leaves_a_receipt_as_well() -> None:
    someone = person()
    w = world([someone])
    query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Citizen { fullName } } }"
    variables = {"r": [{"__typename": "Citizen", "nik": someone.nik}]}
    assert (await w.ask(query, variables, actor=NOBODY)).status == 401
    answer = await w.ask(query, variables)
    assert answer.payload == {"data": {"_entities": [{"fullName": someone.full_name}]}}
    assert w.record.tables.receipts[0].subjects == (someone.id,)
    for wrong in ({"__typename": "Agency"}, {"__typename": "Citizen"}, {"__typename": "Citizen", "id": "x"}, 3):
        refused = await w.ask(query, {"r": [wrong]})
        assert refused.payload["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    refused = await w.ask("{ _service { sdl } }", actor=staff(Role.CITIZEN))
    assert refused.payload["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert "@key" in (await w.ask("{ _service { sdl } }", actor=READER)).payload["data"]["_service"]["sdl"]


async def test_with_receipts_off_queries_answer_and_what_was_written_before_is_still_shown() -> None:
    someone = person()
    w = world([someone])
    await w.ask(QUERY, {"nik": someone.nik})
    (kept,) = w.record.tables.receipts
    unkept = UnkeptReceipts(w.record)
    engine = Engine(schema(), dataclasses.replace(w.hub, receipts=unkept))
    answer = await engine.run(GraphQLRequest(QUERY, {"nik": someone.nik}), READER)
    assert answer.payload["data"]["citizen"]["fullName"] == someone.full_name
    assert w.record.tables.receipts == [kept]
    assert [access.id for access in (await unkept.of_person("1901", someone.id, 5, None)).items] == [kept.id]
