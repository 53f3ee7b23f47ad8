"""What will end is counted where it is asked for: by client and coordinate, whoever asks and whoever it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    OperationDefinitionNode,
    build_schema,
    parse,
)

from hub.core.identifiers import global_id, new_id
from hub.core.trusted import Key
from hub.engine import Engine
from hub.engine.deprecations import EXAMPLE
from hub.engine.in_variables import InVariables
from hub.engine.uses import Uses
from hub.schema import build
from tests.fakes.actors import READER, agency
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import person
from tests.fakes.service import SERVICE
from tests.fakes.world import world

NIK = "1901014505959001"
OTHER = agency("citizen:read", client_id="other")


class Rows:
    """Keeps the counts."""

    def __init__(self) -> None:
        self.deprecated: dict[Key, int] = {}

    async def count(
        self,
        _day: dt.date,
        _documents: Mapping[Key, int],
        deprecated: Mapping[Key, int],
        _errors: Mapping[Key, int],
    ) -> None:
        self.deprecated |= deprecated

    async def forget(self, _day: dt.date) -> None:
        self.deprecated.clear()


async def test_what_will_end_is_counted_for_each_client_and_nothing_else_is() -> None:
    schema = build(FACETS.values(), [SERVICE])
    citizen = schema.graph.type_map["Citizen"]
    assert isinstance(citizen, GraphQLObjectType)
    for name in ("bloodType", "id"):
        citizen.fields[name].deprecation_reason = "Use `Citizen.nik` instead, until 2027-06-30."
    w, uses, rows = world([person("Siti", nik=NIK)]), Uses(), Rows()
    w.engine = Engine(schema, w.hub, uses=uses)
    asked = (
        ("query A($nik: NIK!) { citizen(nik: $nik) { bloodType } }", READER),
        # The same under other names shares its plan, and is counted as well.
        ("query B($nik: NIK!) { citizen(nik: $nik) { kind: bloodType } }", READER),
        ("query C($nik: NIK!) { citizen(nik: $nik) { other: bloodType } }", READER),
        ("query D($nik: NIK!) { citizen(nik: $nik) { ... on Citizen { bloodType } } }", OTHER),
        ("query E($nik: NIK!) { citizen(nik: $nik) { fullName } }", OTHER),
        ("query F($nik: NIK!) { citizen(nik: $nik) { nothing bloodType } }", OTHER),
        # What is found may be a citizen.
        ("query G($id: ID!) { node(id: $id) { id } }", OTHER),
    )
    for _ in range(2):
        for query, actor in asked:
            await w.ask(query, {"nik": NIK, "id": global_id("Citizen", new_id())}, actor=actor)
    await uses.write(rows, dt.date(2026, 11, 26))
    assert rows.deprecated == {
        (READER.client_id, "Citizen.bloodType"): 6, ("other", "Citizen.bloodType"): 2, ("other", "Citizen.id"): 2,
    }  # fmt: skip


async def test_what_will_end_is_counted_in_variables_too_where_it_is_given() -> None:
    schema = build(FACETS.values(), [SERVICE])
    search, state = schema.graph.type_map["CitizenSearch"], schema.graph.type_map["ApplicationState"]
    assert isinstance(search, GraphQLInputObjectType)
    assert isinstance(state, GraphQLEnumType)
    search.fields["motherName"].deprecation_reason = state.values["DRAFT"].deprecation_reason = EXAMPLE
    w, uses, rows = world([person("Siti", nik=NIK)]), Uses(), Rows()
    w.engine = Engine(schema, w.hub, uses=uses)
    document = "query A($s: CitizenSearch!) { searchCitizens(search: $s) { edges { node { fullName } } } }"
    like = document.replace("query A", "query B").replace("fullName", "called: fullName")
    for text in (document, like, like.replace("called", "named")):
        for given in ({"name": "Siti"}, {"name": "Siti", "motherName": "Wati"}):
            await w.ask(text, {"s": given}, actor=READER)
    # A value that is none, and variables that are not there.
    for wrong in ({"s": "motherName"}, {"s": None}, {}):
        await w.ask(document, wrong, actor=OTHER)
    cases = "query C($f: ApplicationFilter) { applications(filter: $f) { edges { node { trackingNumber } } } }"
    for states in (["SUBMITTED"], ["SUBMITTED", "DRAFT"], "DRAFT"):
        await w.ask(cases, {"f": {"states": states}}, actor=OTHER)
    await uses.write(rows, dt.date(2026, 11, 26))
    assert rows.deprecated == {
        (READER.client_id, "CitizenSearch.motherName"): 3,
        ("other", "ApplicationState.DRAFT"): 2,
    }


def test_coordinates_are_found_in_lists_and_below_themselves_and_nowhere_else() -> None:
    schema = build_schema(
        "type Query { a(one: One, mode: [[Mode!]]): Int } input One { it: Int below: [One!] mode: Mode } "
        "enum Mode { FAST SLOW }"
    )
    (operation,) = parse("query ($one: One!, $mode: [[Mode!]], $no: Nothing, $int: Int) { a }").definitions
    assert isinstance(operation, OperationDefinitionNode)
    watched = InVariables.of(schema, operation, ["One.it", "Mode.SLOW"])
    assert watched is not None
    assert set(watched.types) == {"one", "mode"}
    for given, found in (
        ({"one": {"below": [{"below": {"it": None}}]}}, {"One.it"}),
        ({"one": {"mode": "SLOW", "other": {"it": 1}}}, {"Mode.SLOW"}),
        ({"mode": "SLOW"}, {"Mode.SLOW"}),
        ({"mode": [["FAST"], ["SLOW"]]}, {"Mode.SLOW"}),
        ({"mode": [["FAST"]], "one": None, "int": "SLOW"}, set()),
    ):
        assert watched.found(given) == found, given
    assert InVariables.of(schema, operation, ["Query.a"]) is None
