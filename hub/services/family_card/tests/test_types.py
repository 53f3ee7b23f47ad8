"""The GraphQL input with its one cause, and the form that is stored for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import strawberry

from hub.core.application import ApplicationState
from hub.services.family_card import SERVICE
from hub.services.family_card.form import to_form
from hub.services.family_card.manifest import SAY
from hub.services.family_card.tests.cases import (
    application,
    elements,
    new_family,
    new_head,
    reprint,
    split,
)
from hub.services.family_card.types import FamilyCardInput


@strawberry.type
class Query:
    @strawberry.field
    def ready(self) -> bool:
        return True


@strawberry.type
class Mutation:
    @strawberry.mutation
    def stored(self, given: FamilyCardInput) -> strawberry.scalars.JSON:
        return strawberry.scalars.JSON(to_form(given))


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation)
QUERY = "mutation($given: FamilyCardInput!) { stored(given: $given) }"


def stored(given: dict[str, Any]) -> Any:
    return asyncio.run(SCHEMA.execute(QUERY, variable_values={"given": given}))


@pytest.mark.parametrize("given", [split(), new_family(), new_head(), reprint()])
def test_the_form_has_the_keys_of_the_input(given: dict[str, Any]) -> None:
    result = stored(given)
    assert result.errors is None
    assert result.data == {"stored": given}


def test_elements_that_are_left_out_are_stored_as_unknown() -> None:
    given = elements({"nik": "1901011010059003", "birthDate": "2005-10-10", "father": {"fullName": " Ahmad  Contoh"}})
    person = stored(given).data["stored"]["cause"]["changeOfElements"]["persons"][0]
    said = {name: value for name, value in person.items() if value not in (None, False)}
    father = {"fullName": "Ahmad Contoh", "nik": None}
    assert said == {"nik": "1901011010059003", "birthDate": "2005-10-10", "father": father}


@pytest.mark.parametrize(
    "cause", [{}, {**split()["cause"], **reprint()["cause"]}, {"reprint": {"headNik": "1", "reason": "BURNT"}}]
)
def test_there_is_one_cause_with_codes_of_its_lists(cause: dict[str, Any]) -> None:
    assert stored({**split(), "cause": cause}).errors


@pytest.mark.parametrize("state", ApplicationState)
def test_every_state_says_something_in_both_languages(state: ApplicationState) -> None:
    assert f"next_step.{state.value}" in SAY.texts["ID"]
    assert SERVICE.next_step(application(split()), "ID") != SERVICE.next_step(application(split()), "EN")
