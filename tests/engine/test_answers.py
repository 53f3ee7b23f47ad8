"""What a caller gets: refusals before, within and after the execution of an operation."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from hub.core.identifiers import global_id
from hub.core.purpose import Purpose
from hub.engine import Answer
from tests.fakes.actors import NOBODY, READER, agency
from tests.fakes.agreements import agreement
from tests.fakes.people_of_bangka import ELSEWHERE, address, family, person
from tests.fakes.world import immunised, world

NIK = "1901011501859001"
CITIZEN = "query Q($nik: NIK!) { citizen(nik: $nik) { nik fullName } }"


def codes(answer: Answer) -> list[str]:
    return [error["extensions"]["code"] for error in answer.payload.get("errors", [])]


async def test_public_fields_answer_without_a_token() -> None:
    answer = await world().ask("{ services { name } viewer { subject } }", actor=NOBODY)
    assert (answer.status, answer.payload) == (
        200,
        {"data": {"services": [{"name": "testCertificate"}], "viewer": None}},
    )


async def test_anything_else_without_a_token_is_401_and_nothing_is_asked() -> None:
    w = world([person()])
    answer = await w.ask("{ services { name } agencies { name } }", actor=NOBODY)
    assert (answer.status, codes(answer)) == (401, ["UNAUTHENTICATED"])
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "data" not in answer.payload
    assert w.calls.made == []


async def test_a_denied_field_is_null_with_its_reason_and_its_source_is_not_called() -> None:
    card, head, wife = family()
    w = world([head, wife], [card])
    reader = agency("citizen:read")
    answer = await w.ask(
        "query ($nik: NIK!) { citizen(nik: $nik) { fullName immunisations { vaccine } familyCard { number } } }",
        {"nik": head.nik},
        actor=reader,
    )
    assert answer.status == 200
    assert answer.payload["data"]["citizen"] == {
        "fullName": "Budi Contoh", "immunisations": None, "familyCard": None
    }  # fmt: skip
    first, second = answer.payload["errors"]
    assert first["path"] == ["citizen", "immunisations"]
    assert first["extensions"]["rule"] == "scope:health:read"
    assert first["extensions"]["ask"]
    assert second["path"] == ["citizen", "familyCard"]
    assert w.calls.names() == ["people.by_niks"]


async def test_a_denied_field_is_told_once_in_a_list() -> None:
    people = [person() for _ in range(5)]
    w = world(people)
    answer = await w.ask(
        "query ($niks: [NIK!]!) { citizens(niks: $niks) { nik immunisations { dose } } }",
        {"niks": [p.nik for p in people]},
        actor=agency("citizen:read"),
    )
    assert [one["immunisations"] for one in answer.payload["data"]["citizens"]] == [None] * 5
    assert codes(answer) == ["FORBIDDEN"]


async def test_a_category_that_the_policy_refuses_for_this_purpose() -> None:
    w = world([person()])
    oversight = frozenset({Purpose.OVERSIGHT})
    reader = agency("citizen:read", purpose=Purpose.OVERSIGHT, under=agreement(purposes=oversight))
    answer = await w.ask(CITIZEN, {"nik": NIK}, actor=reader)
    assert answer.payload["data"] == {"citizen": None}
    assert codes(answer) == ["FORBIDDEN"]
    assert w.calls.made == []


@pytest.mark.parametrize(
    ("header", "status", "code"), [("BUDGET", 403, "FORBIDDEN"), ("NONSENSE", 400, "BAD_INPUT"), (None, 200, None)]
)
async def test_the_purpose_has_to_be_an_allowed_one(header: str | None, status: int, code: str | None) -> None:
    w = world([person()])
    answer = await w.ask(CITIZEN, {"nik": NIK}, purpose=header)
    assert answer.status == status
    assert codes(answer) == ([code] if code else [])


async def test_one_of_several_purposes_has_to_be_named() -> None:
    w = world([someone := person()])
    reader = dataclasses.replace(READER, purposes=frozenset({Purpose.PUBLIC_SERVICE, Purpose.PLANNING}))
    assert (await w.ask(CITIZEN, {"nik": someone.nik}, actor=reader)).status == 400
    assert (await w.ask(CITIZEN, {"nik": someone.nik}, actor=reader, purpose="PLANNING")).status == 200
    assert w.record.tables.receipts[-1].purpose == "PLANNING"


@pytest.mark.parametrize("hidden", [{"sealed": True}, {"address": address(ELSEWHERE)}])
@pytest.mark.parametrize("out", [False, True])
async def test_a_row_out_of_sight_is_as_if_it_did_not_exist(hidden: dict[str, Any], *, out: bool) -> None:
    """Also when the register has to be asked, is asked again, or is not there: one call as for nobody's number."""
    someone, nobody = person(**hidden), "1901011501859999"
    w = world([someone], agency={str(someone.nik): someone})
    w.population.out = out
    for asked in (1, 2):
        answers = [await w.ask(CITIZEN, {"nik": nik}) for nik in (someone.nik, nobody)]
        assert answers[0].payload == answers[1].payload
        assert answers[0].payload["data"] == {"citizen": None}
        assert w.calls.keys("population.read") == [someone.nik, nobody] * asked
    assert w.record.tables.receipts == []


async def test_introspection_and_suggestions_only_in_the_sandbox() -> None:
    query = "{ __schema { queryType { name } } }"
    assert (await world().ask(query)).status == 403
    answer = await world(sandbox=True).ask(query, actor=NOBODY)
    assert answer.payload == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    for sandbox in (True, False):
        wrong = await world(sandbox=sandbox).ask("{ servicez { name } }")
        assert ("services" in wrong.payload["errors"][0]["message"]) is sandbox


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ citizen", None),
        ("{ nothing }", None),
        ('{ citizen(nik: "12345") { nik } }', None),
        ("{ citizen(nik: 1901011501859001) { nik } }", None),
        ("query ($nik: NIK!) { citizen(nik: $nik) { nik } }", {}),
        ("query ($nik: NIK!) { citizen(nik: $nik) { nik } }", {"nik": 1901011501859001}),
        ("query ($nik: NIK!) { citizen(nik: $nik) { nik } }", {"nik": "Budi Santoso"}),
        ("query ($first: Int) { applications(first: $first) { edges { cursor } } }", {"first": "Budi Santoso"}),
        ('{ applications(filter: {states: ["Budi Santoso"]}) { edges { cursor } } }', None),
        ("query ($f: ApplicationFilter) { applications(filter: $f) { edges { cursor } } }", {"f": {"x": "Budi"}}),
        ("query ($d: CitizenSearch!) { searchCitizens(search: $d) { edges { cursor } } }", {"d": "Budi Santoso"}),
    ],
)
async def test_what_cannot_be_used_is_bad_input_and_not_repeated(
    query: str, variables: dict[str, object] | None
) -> None:
    answer = await world().ask(query, variables)
    assert answer.status == 400
    assert set(codes(answer)) == {"BAD_INPUT"}
    assert "Budi" not in str(answer.payload)
    assert "1901011501859001" not in str(answer.payload)


async def test_a_nik_that_cannot_be_one_says_what_to_check() -> None:
    answer = await world().ask(CITIZEN, {"nik": "123"})
    assert "16 digits" in answer.payload["errors"][0]["message"]


@pytest.mark.parametrize("given", ["", "x", "Q2l0aXplbjo", "Q2l0aXplbjpub3QtYS11dWlk", "TnVsbDox", "é"])
async def test_a_bad_node_id_is_bad_input(given: str) -> None:
    w = world()
    answer = await w.ask("query ($id: ID!) { node(id: $id) { id } }", {"id": given}, actor=agency("citizen:read"))
    assert answer.payload["data"] == {"node": None}
    assert codes(answer) == ["BAD_INPUT"]
    assert w.calls.made == []


async def test_without_the_scope_of_its_id_not_even_the_existence_of_a_node_is_told() -> None:
    someone = person()
    w = world([someone])
    given = {"id": global_id("Citizen", someone.id)}
    answer = await w.ask("query ($id: ID!) { node(id: $id) { __typename } }", given, actor=agency("application:read"))
    assert answer.payload["data"] == {"node": None}
    assert answer.payload["errors"][0]["extensions"]["rule"] == "scope:citizen:read"
    assert w.calls.made == []
    answer = await w.ask("query ($id: ID!) { node(id: $id) { __typename } }", given, actor=agency("citizen:read"))
    assert answer.payload["data"] == {"node": {"__typename": "Citizen"}}
    assert w.record.tables.receipts[-1].subjects == (someone.id,)


async def test_a_bad_cursor_is_bad_input() -> None:
    answer = await world().ask(
        '{ searchCitizens(search: {name: "budi"}, after: "nonsense") { edges { cursor } } }',
        actor=agency("citizen:search"),
    )
    assert codes(answer) == ["BAD_INPUT"]


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_pages_have_1_to_100_items(first: int) -> None:
    answer = await world().ask(
        'query ($n: Int) { searchCitizens(search: {name: "budi"}, first: $n) { edges { cursor } } }',
        {"n": first},
        actor=agency("citizen:search"),
    )
    assert codes(answer) == ["BAD_INPUT"]


async def test_more_than_a_hundred_persons_are_refused() -> None:
    w = world()
    niks = [f"190101150185{n:04}" for n in range(1, 102)]
    answer = await w.ask("query ($n: [NIK!]!) { citizens(niks: $n) { nik } }", {"n": niks})
    assert codes(answer) == ["BAD_INPUT"]
    assert w.calls.made == []


async def test_a_failure_of_ours_shows_a_number_and_nothing_else() -> None:
    w = world([someone := person()])
    w.health.answers = {str(someone.nik): immunised()}
    w.health.fetch = None  # type: ignore[method-assign, assignment]  # a programming error
    answer = await w.ask(
        "query ($nik: NIK!) { citizen(nik: $nik) { nik immunisations { dose } } }", {"nik": someone.nik}
    )
    (error,) = answer.payload["errors"]
    assert answer.payload["data"]["citizen"] == {"nik": someone.nik, "immunisations": None}
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["incident"] in error["message"]
    assert "NoneType" not in str(error)


async def test_variables_keep_their_operation() -> None:
    w = world([someone := person()])
    query = f"{CITIZEN} query Other {{ services {{ name }} }}"
    answer = await w.ask(query, {"nik": someone.nik}, operation="Q")
    assert answer.payload["data"]["citizen"]["nik"] == someone.nik
    assert (await w.ask(query)).status == 400
