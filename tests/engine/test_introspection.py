"""Outside the sandbox the hub tells nothing of its graph: no introspection, and no guess at what was meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.actors import EVERYTHING, NOBODY
from tests.fakes.world import world

MISSPELT: dict[str, tuple[str, dict[str, Any], str]] = {
    "field": ("{ servicez { name } }", {}, "services"),
    "field of a type": ('{ citizen(nik: "1901014505959001") { fulName } }', {}, "fullName"),
    "field of another type": ("{ ...on Node { fullName } }", {}, "Citizen"),
    "argument": ('{ citizen(nikk: "1901014505959001") { nik } }', {}, "nik'"),
    "type of a fragment": ("{ ...on Querry { services { name } } }", {}, "Query"),
    "type of a variable": ("query ($n: Nikk) { services { name } }", {}, "NIK"),
    "argument of a directive": ("{ services @skip(iff: true) { name } }", {}, "'if'"),
    "value of a list": ('{ matchCitizen(claim: {nik: "1901014505959001", sex: FEMAL}) { nik } }', {}, "FEMALE"),
    "quoted value of a list": (
        '{ matchCitizen(claim: {nik: "1901014505959001", sex: "FEMALE"}) { nik } }', {}, "the enum",
    ),
    "field of an input": ('{ matchCitizen(claim: {nik: "1901014505959001", fulName: "x"}) { nik } }', {}, "fullName"),
    "value of a list in a variable": (
        "query ($c: CitizenClaim!) { matchCitizen(claim: $c) { nik } }",
        {"c": {"nik": "1901014505959001", "sex": "FEMAL"}}, "FEMALE",
    ),
    "field of an input in a variable": (
        "query ($c: CitizenClaim!) { matchCitizen(claim: $c) { nik } }",
        {"c": {"nik": "1901014505959001", "fulName": "x"}}, "fullName",
    ),
    "selection left out": ('{ citizen(nik: "1901014505959001") }', {}, "{ ... }"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(MISSPELT))
async def test_nothing_is_guessed_outside_the_sandbox(what: str) -> None:
    query, variables, guess = MISSPELT[what]
    answer = await world().ask(query, variables, actor=EVERYTHING)
    told = answer.body.decode()
    assert {error["extensions"]["code"] for error in answer.payload["errors"]} == {"BAD_INPUT"}
    assert "did you mean" not in told.lower()
    assert guess not in told


async def test_in_the_sandbox_most_is_guessed() -> None:
    """Or the test above would tell nothing."""
    guessed = {
        what
        for what, (query, variables, _) in MISSPELT.items()
        if "did you mean" in (await world(sandbox=True).ask(query, variables, actor=EVERYTHING)).body.decode().lower()
    }
    assert guessed >= {"field", "field of a type", "argument", "type of a fragment", "argument of a directive",
                       "value of a list", "selection left out"}  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Citizen") { fields { name } } }',
        "query Other { services { name } } query A { a: __schema { queryType { name } } }",
        'query A { services { name } ...F } fragment F on Query { ...on Query { x: __type(name: "NIK") { kind } } }',
        "query A($no: Boolean = false) { services { name } __schema @include(if: $no) { queryType { name } } }",
    ],
)
async def test_introspection_is_the_sandboxs(query: str) -> None:
    for actor in (NOBODY, EVERYTHING):
        answer = await world().ask(query, actor=actor, operation="A" if " A" in query else None)
        (error,) = answer.payload["errors"]
        assert (answer.status, error["extensions"]["code"], error["extensions"]["rule"]) == (
            403, "FORBIDDEN", "introspection",
        )  # fmt: skip
        assert "data" not in answer.payload


async def test_the_sandbox_shows_its_graph_and_type_names_are_everybodys() -> None:
    query = "{ __schema { queryType { name } } }"
    assert (await world(sandbox=True).ask(query, actor=NOBODY)).payload["data"]["__schema"]
    told = await world().ask("{ __typename services { __typename } }", actor=NOBODY)
    assert told.payload["data"]["__typename"] == "Query"
    assert told.payload["data"]["services"][0]["__typename"] == "Service"


async def test_the_schema_of_federation_is_for_those_with_the_right() -> None:
    query = "{ _service { sdl } }"
    assert (await world().ask(query, actor=NOBODY)).status == 401
    assert "type Query" in (await world().ask(query, actor=EVERYTHING)).body.decode()
