"""What is not declared does not start, and what is not decided is not answered."""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any

import pytest
import strawberry
from graphql import GraphQLSchema, is_non_null_type

from hub.core.attributes import Attr, Category
from hub.core.facet import Facet
from hub.engine import GraphQLRequest
from hub.schema import build
from hub.schema.declare import INHERITED, PUBLIC, field
from hub.schema.guard import object_fields, requirements_of
from hub.schema.node import Node
from hub.schema.walk import UndeclaredField, check
from tests.fakes.actors import READER
from tests.fakes.declared import FACETS
from tests.fakes.people_of_bangka import person
from tests.fakes.service import OTHER_SERVICE, SERVICE
from tests.fakes.world import schema, world


def problems_of(query: type) -> str:
    graph: GraphQLSchema = strawberry.Schema(query=query)._schema
    with pytest.raises(UndeclaredField) as caught:
        check(graph, requirements_of(graph))
    return str(caught.value)


def test_a_field_without_scope_does_not_start() -> None:
    @strawberry.type
    class Query:
        secret: str | None = None
        known: str | None = field(scope=PUBLIC, resolver=lambda: "x")

    assert problems_of(Query).splitlines() == [
        "Query.secret declares no scope. Declare it with hub.schema.declare.field, or as PUBLIC."
    ]


def test_a_personal_field_without_category_does_not_start() -> None:
    @strawberry.type
    class Query:
        nik: str | None = field(scope="citizen:read", resolver=lambda: "x")

    assert "no category" in problems_of(Query)


def test_a_root_field_inherits_from_nothing() -> None:
    @strawberry.type
    class Query:
        nik: str | None = field(scope=INHERITED, resolver=lambda: "x")

    assert "inherit" in problems_of(Query)


def test_a_root_field_that_could_not_be_null_does_not_start() -> None:
    @strawberry.type
    class Query:
        agencies: str = field(scope="agency:read", resolver=lambda: "x")

    assert "not nullable" in problems_of(Query)


@strawberry.type
class Stray(Node):
    """Implements an interface and stands for nothing."""


def test_a_type_that_implements_an_interface_without_the_mixin_does_not_start() -> None:
    @strawberry.type
    class Query:
        stray: Stray | None = field(scope=PUBLIC, resolver=lambda: None)

    assert "StandsFor" in problems_of(Query)


def test_permission_classes_do_not_start() -> None:
    class Always(strawberry.BasePermission):
        message = "no"

        def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
            return True

    def made() -> Any:
        declared = field(scope=PUBLIC, resolver=lambda: "x")
        declared.permission_classes = [Always]
        return declared

    @strawberry.type
    class Query:
        agencies: str | None = made()

    assert "permission classes" in problems_of(Query)


@pytest.mark.parametrize("scope", ["citizen", "Citizen:read", "citizen:read ", "", ()])
def test_what_is_not_written_as_a_scope_is_refused_where_it_is_written(scope: Any) -> None:
    with pytest.raises(ValueError, match="resource:action"):
        field(scope=scope)


def test_a_scope_that_neither_the_contract_nor_a_facet_has_is_found() -> None:
    @strawberry.type
    class Query:
        agencies: str | None = field(scope="citizen:reed", category=Category.POPULATION, resolver=lambda: "x")

    assert "Query.agencies asks for the scope citizen:reed" in problems_of(Query)


def test_a_public_field_has_no_category() -> None:
    with pytest.raises(ValueError, match="public"):
        field(scope=PUBLIC, category=Category.HEALTH)


def test_each_requirement_is_enforced_and_documented_as_declared() -> None:
    made = schema()
    for coordinate, found in object_fields(made.graph):
        requirement = made.requirements[coordinate]
        assert requirement.sentence() in (found.description or ""), coordinate
        if requirement.category is not None and coordinate.startswith("Citizen."):
            assert coordinate == "Citizen.id" or not is_non_null_type(found.type), coordinate


@dataclasses.dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle."""

    plate: Annotated[str | None, Attr(Category.LICENCE, "Number plate.")]
    wheels: Annotated[int | None, Attr(Category.LICENCE, "How many.")]
    owners: Annotated[tuple[str, ...], Attr(Category.LICENCE, "Names.")] = ()


def test_a_new_facet_needs_its_declaration_only() -> None:
    facet = Facet("vehicles", "transport", Vehicle, True, Category.LICENCE, "licence:read", "Vehicles.")  # noqa: FBT003 - `many`
    text = build([facet], [SERVICE]).as_str()
    assert "vehicles: [Vehicle!]" in text
    assert '"""How many. Requires scope `licence:read`. Category licence."""\n  wheels: Int' in text
    assert "owners: [String!]" in text
    assert "vehicles" not in build(FACETS.values(), [SERVICE]).as_str()


def test_a_new_service_is_a_member_of_the_input() -> None:
    text = build([], [SERVICE, OTHER_SERVICE]).as_str()
    assert "testCertificate: TestCertificateInput\n  otherCertificate: TestCertificateInput" in text


@pytest.mark.parametrize("context", [None, object(), {}])
async def test_who_executes_the_schema_without_a_decision_gets_nothing(context: Any) -> None:
    made = schema()
    query = '{ citizen(nik: "1901011501859001") { nik } agencies { name } }'
    result = await made.execute(query, context_value=context)
    assert result.data == {"citizen": None, "agencies": None}
    assert [getattr(e.original_error, "details", {}).get("rule") for e in result.errors or []] == ["default-deny"] * 2


async def test_a_field_that_was_not_decided_on_is_refused_even_with_its_scope() -> None:
    someone = person()
    w = world([someone])
    query = "query ($n: NIK!) { citizen(nik: $n) { nik fullName } }"
    document = w.engine.read(request := GraphQLRequest(query, {"n": someone.nik}))
    plan = w.engine._documents.choose(document, None).plan
    fewer = dataclasses.replace(plan, fields={at: r for at, r in plan.fields.items() if at != "Citizen.fullName"})
    context = w.engine.decided(fewer, request, READER, None)
    result = await w.engine.execute(document, request, context)
    assert result.data == {"citizen": {"nik": someone.nik, "fullName": None}}
