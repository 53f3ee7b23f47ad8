"""The authorization matrix on every lane: each field that a compiled operation can reach, with every scope but its own.

Both hubs refuse it alike, the compiling one without an agency having been called for it; with the scope both answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Final

import pytest
import pytest_asyncio
from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type, is_leaf_type

from hub.core.identifiers import global_id
from hub.engine import Answer
from tests.fakes.actors import EVERYTHING, all_but
from tests.fakes.world import schema
from tests.lanes.test_executor import HEAD
from tests.lanes.twins import Twins, twins_on
from tests.lanes.village import CARDS, PERSONS

GRAPH: Final = schema().graph
REQUIREMENTS: Final = schema().requirements
ROOTS: Final = {
    "citizen": f'citizen(nik: "{HEAD}")',
    "citizens": f'citizens(niks: ["{HEAD}"])',
    "familyCard": f'familyCard(number: "{CARDS[0]}")',
    "node": f'node(id: "{global_id("Citizen", PERSONS[0].id)}")',
    "_entities": f'_entities(representations: [{{__typename: "Citizen", nik: "{HEAD}"}}])',
}
OF_SEVERAL: Final = {"node": "Citizen", "_entities": "Citizen"}
"""Roots whose objects may be of several types, with the one that is compiled."""
_DEEPEST: Final = 5
GIVEN: Final = {"provenance": '(attribute: "nik")'}
"""What a field cannot be asked without."""
COMPILED: Final = {"E", "D"}
WITHOUT_A_LANE: Final = {
    "Citizen.applications", "Citizen.provenance", "Citizen.provenances", "HistoryEntry.changes", "Discrepancy.person",
    "Citizen.accesses", "Citizen.objections", "Citizen.suggestions",
}  # fmt: skip
"""What only resolvers know; what stands below them is no lane's concern."""


def fields_below(
    type_: GraphQLObjectType, way: tuple[str, ...], seen: frozenset[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(coordinate, way to it) of every field under a type; a type is entered once on a way."""
    for name, field in type_.fields.items():
        at = f"{type_.name}.{name}"
        yield at, (*way, name)
        below = get_named_type(field.type)
        if (
            isinstance(below, GraphQLObjectType)
            and below.name not in seen
            and len(way) < _DEEPEST
            and at not in WITHOUT_A_LANE
        ):
            yield from fields_below(below, (*way, name), seen | {below.name})


def type_of(root: str) -> GraphQLObjectType:
    query = GRAPH.query_type
    assert query is not None
    type_ = GRAPH.type_map[OF_SEVERAL.get(root) or get_named_type(query.fields[root].type).name]
    assert isinstance(type_, GraphQLObjectType)
    return type_


def matrix() -> Iterator[tuple[str, tuple[str, ...]]]:
    query = GRAPH.query_type
    assert query is not None
    for root in ROOTS:
        type_ = type_of(root)
        yield f"Query.{root}", (root,)
        yield from fields_below(type_, (root,), frozenset({type_.name}))


MATRIX: Final = [(at, way) for at, way in matrix() if REQUIREMENTS[at].scopes]


def operation(way: tuple[str, ...]) -> str:
    """Selects the last field of a way, and a name beside each step so that nothing above it is empty."""
    root, *steps = way
    types: list[GraphQLNamedType] = [type_of(root)]
    for step in steps:
        owner = types[-1]
        assert isinstance(owner, GraphQLObjectType)
        types.append(get_named_type(owner.fields[step].type))
    text = "" if is_leaf_type(types[-1]) else "{ __typename }"
    for step in reversed(steps):
        text = f"{{ __typename {step}{GIVEN.get(step, '')} {text} }}"
    if root in OF_SEVERAL and text:
        text = f"{{ ... on {OF_SEVERAL[root]} {text} }}"
    return f"{{ {ROOTS[root]} {text} }}"


def places(value: object, way: tuple[str, ...]) -> Iterator[object]:
    """Every value at a way; nothing where something above it is null."""
    if isinstance(value, list):
        for item in value:
            yield from places(item, way)
    elif not way:
        yield value
    elif isinstance(value, dict):
        yield from places(value[way[0]], way[1:])


def refusals(answer: Answer, at: str, way: tuple[str, ...]) -> list[str]:
    """The rules of the errors at this very field."""
    errors = answer.payload.get("errors", [])
    keys = [[step for step in error["path"] if isinstance(step, str)] for error in errors]
    return [error["extensions"]["rule"] for error, path in zip(errors, keys, strict=True) if path == list(way)]


def test_the_matrix_covers_what_can_be_compiled() -> None:
    assert len(MATRIX) > 200
    covered = {at for at, _ in MATRIX}
    for type_ in ("Citizen", "FamilyCard", "FamilyMember", "Address", "ParentRef", "Licence", "Immunisation"):
        assert any(at.startswith(f"{type_}.") for at in covered), type_
    assert {way[0] for _, way in MATRIX} == set(ROOTS)
    assert {f"Query.{root}" for root in ROOTS} - covered == {"Query.node"}  # whose right is that of the id


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twins(shared_urls: tuple[str, str]) -> AsyncIterator[Twins]:
    """One pair for the whole matrix, whose tests only ask: opening hubs for each takes longer than its questions."""
    async with twins_on(shared_urls) as made:
        yield made


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("at", "way"), MATRIX, ids=[".".join(way) for _, way in MATRIX])
async def test_a_field_is_refused_and_answered_alike_on_every_lane(twins: Twins, at: str, way: tuple[str, ...]) -> None:
    query, scopes = operation(way), REQUIREMENTS[at].scopes

    refused = await twins.compare(query, {}, all_but(*scopes))
    # Nothing above it may hide that it was refused, unless the same scope opens what is above.
    above = [above for above in range(1, len(way)) if set(_scopes(way[:above])) & set(scopes)]
    told = way[: above[0]] if above else way
    assert all(value is None for value in places(refused.payload["data"], told))
    assert refusals(refused, at, told) == [f"scope:{scopes[0]}"]
    assert twins.compiling.clinic.asked == twins.compiling.register.asked == []

    answered = await twins.compare(query, {}, EVERYTHING)
    assert "errors" not in answered.payload
    assert any(isinstance(one, dict) and way[-1] in one for one in places(answered.payload["data"], way[:-1]))
    # What is compiled has the lane; only what resolvers know has not.
    needs_resolvers = any(owner(way[:end]) in WITHOUT_A_LANE for end in range(1, len(way) + 1))
    assert (answered.lane in COMPILED) == (not needs_resolvers)


def _scopes(way: tuple[str, ...]) -> tuple[str, ...]:
    """The scopes that the last field of a way asks for; what is read by its identity asks for those of its id."""
    return REQUIREMENTS["Citizen.id" if way == ("node",) else owner(way)].scopes


def owner(way: tuple[str, ...]) -> str:
    """The coordinate of the last field of a way."""
    root, *steps = way
    at = f"Query.{root}"
    type_: GraphQLNamedType = type_of(root)
    for step in steps:
        assert isinstance(type_, GraphQLObjectType)
        at = f"{type_.name}.{step}"
        type_ = get_named_type(type_.fields[step].type)
    return at
