"""What policy masks: null with the code MASKED on every lane, no agency asked for it, not named on the receipt."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.access import InvalidPolicies, Policies
from hub.core.actor import Actor
from hub.core.purpose import Purpose
from hub.engine import Answer, Engine
from tests.fakes.world import schema, world
from tests.lanes.test_executor import CITIZEN, FULL, HEAD, NO_HEALTH, ONE, WIFE
from tests.lanes.test_identity import IDS
from tests.lanes.twins import Twins, twins_on

FOLDER = Path(__file__).parents[2] / "policies"
PLANNER = dataclasses.replace(FULL, purposes=frozenset({Purpose.PLANNING}))
SERVANT = FULL


def rule(name: str, resource: str, condition: str = 'principal in Role::"agency_client"') -> str:
    head = f'@id("{name}") @reason("It is hidden here: {name}.") @ask("somebody")'
    return f'{head} forbid (principal is Actor, action == Action::"show", {resource}) when {{ {condition} }};'


RULES = "\n\n".join(
    (
        rule("no-religion", 'resource == Attribute::"Citizen.religion"'),
        rule("no-address", 'resource == Attribute::"Citizen.address"'),
        rule("no-nib", 'resource == Attribute::"Licence.nib"'),
        rule("no-welfare", 'resource in Category::"welfare"'),
        rule("no-immunisations", 'resource == Attribute::"Citizen.immunisations"'),
        rule(
            "no-provider",
            'resource is Attribute in Category::"health"',
            'resource == Attribute::"Immunisation.provider"',
        ),
        rule("no-history", 'resource == Attribute::"Citizen.history"'),
    )
)


def bundle(*without: str, more: str = "") -> Policies:
    """The hub's own policies and the rules above, but for those that are left out."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.cedar")}
    kept = [one for one in RULES.split("\n\n") if not any(f'"{name}"' in one for name in without)]
    text = (FOLDER / "schema.cedarschema").read_text(encoding="utf-8")
    return Policies({**sources, "masks.cedar": "\n\n".join([*kept, more])}, text)


@pytest.fixture
async def masking(shared_urls: tuple[str, str]) -> AsyncIterator[Twins]:
    async with twins_on(shared_urls, policies=bundle("no-immunisations")) as twins:
        yield twins


def told(answer: Answer) -> list[tuple[str, str, list[str | int]]]:
    errors = answer.payload.get("errors", [])
    return sorted((e["extensions"]["code"], e["extensions"]["rule"], e["path"]) for e in errors)


MATRIX = {
    "a-column": ("E", "religion", "no-religion"),
    "an-object": ("E", "address { line }", "no-address"),
    "a-field-of-a-copy": ("E", "licences { nib name }", "no-nib"),
    "a-whole-category": ("E", "welfare { decile }", "no-welfare"),
    "a-page": ("E", "history { edges { cursor } }", "no-history"),
    "a-field-of-an-agency": ("D", "immunisations { provider dose }", "no-provider"),
}


@pytest.mark.parametrize("name", MATRIX)
@pytest.mark.parametrize("lane", ["compiled", "C"])
@pytest.mark.parametrize(
    "root",
    [
        'citizen(nik: "{nik}") {{ {body} }}',
        'citizens(niks: ["{nik}"]) {{ {body} }}',
        'node(id: "{id}") {{ ... on Citizen {{ {body} }} }}',
        '_entities(representations: [{{__typename: "Citizen", nik: "{nik}"}}]) {{ ... on Citizen {{ {body} }} }}',
    ],
    ids=["citizen", "citizens", "node", "entities"],
)
async def test_what_is_masked_is_null_with_its_code(masking: Twins, root: str, lane: str, name: str) -> None:
    expected, field, policy = MATRIX[name]
    beside = " applications { edges { cursor } }" if lane == "C" else ""
    text = root.format(nik=HEAD, id=IDS[HEAD], body=f"nik {field}{beside}")
    reader = dataclasses.replace(SERVANT, scopes=SERVANT.scopes | {"application:read"})
    answer = await masking.compare(f"query Q {{ {text} }}", {}, reader)
    assert answer.lane == (expected if lane == "compiled" else "C")
    ((code, by, path),) = told(answer)
    assert (code, by) == ("MASKED", policy)
    place = answer.payload["data"]
    for step in path:
        assert place is not None
        place = place[step]
    assert place is None


async def test_an_agency_is_not_asked_for_what_is_masked(shared_urls: tuple[str, str]) -> None:
    query = "query($k: [NIK!]!) { citizens(niks: $k) { nik immunisations { dose } sources { agency } } }"
    async with twins_on(shared_urls, policies=bundle()) as twins:
        answer = await twins.compare(query, {"k": [HEAD, WIFE]}, FULL)
        assert [each[:2] for each in told(answer)] == [("MASKED", "no-immunisations")]
        assert twins.compiling.clinic.asked == twins.resolving.clinic.asked == []
        assert [one["sources"] for one in answer.payload["data"]["citizens"]] == [[{"agency": "population"}]] * 2
        (receipt,) = twins.compiling.receipts.written
        assert "Citizen.immunisations" not in receipt.fields


async def test_whoever_no_rule_means_is_shown_everything(masking: Twins) -> None:
    answer = await masking.compare("query($n: NIK!) { citizen(nik: $n) { nik religion } }", ONE, CITIZEN)
    assert answer.lane == "E"
    assert "errors" not in answer.payload


async def test_a_missing_right_goes_before_a_mask(masking: Twins) -> None:
    """Who may not read it at all is told that, not what else stands in the way."""
    query = "query($n: NIK!) { citizen(nik: $n) { nik welfare { decile } religion } }"
    answer = await masking.compare(query, ONE, NO_HEALTH)
    assert [each[0] for each in told(answer)] == ["FORBIDDEN", "MASKED"]


@pytest.mark.parametrize(("reader", "codes"), [(PLANNER, ["MASKED"] * 2), (SERVANT, [])], ids=["planner", "servant"])
async def test_plans_are_made_without_names(twins: Twins, reader: Actor, codes: list[str]) -> None:
    """The hub's own policies."""
    query = "query($n: NIK!) { citizen(nik: $n) { nik fullName birthDate mother { fullName nik } } }"
    answer = await twins.compare(query, ONE, reader)
    assert answer.lane == "E"
    assert [each[0] for each in told(answer)] == codes
    assert (answer.payload["data"]["citizen"]["fullName"] is None) == bool(codes)


async def test_what_may_not_be_null_takes_its_object_along(shared_urls: tuple[str, str]) -> None:
    more = rule("no-id", 'resource == Attribute::"Citizen.id"')
    async with twins_on(shared_urls, policies=bundle(more=more)) as twins:
        answer = await twins.compare("query($n: NIK!) { citizen(nik: $n) { id nik } }", ONE, FULL)
        assert (answer.lane, answer.payload["data"]) == ("C", {"citizen": None})
        node = "query($c: FamilyCardNumber!, $i: ID!) { familyCard(number: $c) { number } node(id: $i) { __typename } }"
        answer = await twins.compare(node, {"c": "1901010101159001", "i": IDS[HEAD]}, FULL)
        assert (answer.lane, answer.payload["data"]["node"]) == ("E", None)
        assert [each[:2] for each in told(answer)] == [("MASKED", "no-id")]


async def test_a_rule_about_everything_is_asked_for_everything(shared_urls: tuple[str, str]) -> None:
    """A condition may name the only attributes that are left: the scope of the rule counts, not what it mentions."""
    head = '@id("only-niks") @reason("Only numbers.") @ask("somebody")'
    more = (
        f"{head} forbid (principal is Actor, action, resource is Attribute) "
        'unless { resource == Attribute::"Citizen.nik" || resource == Attribute::"Query.citizen" };'
    )
    async with twins_on(shared_urls, policies=bundle(more=more)) as twins:
        answer = await twins.compare("query($n: NIK!) { citizen(nik: $n) { nik sex } }", ONE, FULL)
    assert answer.payload["data"] == {"citizen": {"nik": HEAD, "sex": None}}
    assert [each[:2] for each in told(answer)] == [("MASKED", "only-niks")]


async def test_a_rule_that_fails_masks(shared_urls: tuple[str, str]) -> None:
    more = rule("broken", 'resource == Attribute::"Citizen.sex"', "9223372036854775807 + 1 == 0")
    async with twins_on(shared_urls, policies=bundle(more=more)) as twins:
        answer = await twins.compare("query($n: NIK!) { citizen(nik: $n) { nik sex } }", ONE, FULL)
    assert [each[0] for each in told(answer)] == ["MASKED"]


@pytest.mark.parametrize("name", ["Citizen.religon", "Citizen", "Service.name", "religion"])
def test_a_hub_does_not_start_with_a_rule_about_nothing(name: str) -> None:
    wrong = bundle(more=rule("misspelt", f'resource == Attribute::"{name}"'))
    with pytest.raises(InvalidPolicies, match=rf"misspelt names the attribute {name}"):
        Engine(schema(), dataclasses.replace(world().hub, policies=wrong))
    hidden = bundle(more=rule("misspelt", "resource is Attribute", f'resource == Attribute::"{name}"'))
    with pytest.raises(InvalidPolicies, match="misspelt"):
        Engine(schema(), dataclasses.replace(world().hub, policies=hidden))
