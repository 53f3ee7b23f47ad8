"""The GraphQL input and the form that is stored for it."""

from __future__ import annotations

import asyncio

import strawberry

from examples.service.occupation_change.tests.cases import form
from examples.service.occupation_change.types import OccupationChangeInput
from hub.core.forms.stored import to_form


@strawberry.type
class Query:
    @strawberry.field
    def ready(self) -> bool:
        return True


@strawberry.type
class Mutation:
    @strawberry.mutation
    def stored(self, given: OccupationChangeInput) -> strawberry.scalars.JSON:
        return strawberry.scalars.JSON(to_form(given))


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation)


def test_the_form_has_the_keys_of_the_input() -> None:
    query = "mutation($given: OccupationChangeInput!) { stored(given: $given) }"
    result = asyncio.run(SCHEMA.execute(query, variable_values={"given": form()}))
    assert result.errors is None
    assert result.data == {"stored": form()}
