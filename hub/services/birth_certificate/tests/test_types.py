"""The GraphQL input and the form that is stored for it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import strawberry

from hub.core.forms.stored import to_form
from hub.services.birth_certificate.tests.cases import FAMILY_CARD, FATHER, MOTHER, form
from hub.services.birth_certificate.types import BirthCertificateInput


@strawberry.type
class Query:
    @strawberry.field
    def ready(self) -> bool:
        return True


@strawberry.type
class Mutation:
    @strawberry.mutation
    def stored(self, given: BirthCertificateInput) -> strawberry.scalars.JSON:
        return strawberry.scalars.JSON(to_form(given))


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation)


def stored(**changed: Any) -> Any:
    query = "mutation($given: BirthCertificateInput!) { stored(given: $given) }"
    return asyncio.run(SCHEMA.execute(query, variable_values={"given": form(**changed)}))


def test_the_form_has_the_keys_of_the_input() -> None:
    result = stored()
    assert result.errors is None
    assert result.data == {"stored": form()}


def test_what_is_left_out_is_stored_as_unknown() -> None:
    given = form()
    del given["fatherNik"], given["witnesses"], given["child"]["birthTime"], given["reporter"]["email"]
    query = "mutation($given: BirthCertificateInput!) { stored(given: $given) }"
    result = asyncio.run(SCHEMA.execute(query, variable_values={"given": given}))
    assert result.data == {"stored": form(fatherNik=None, child__birthTime=None)}


def test_spaces_around_and_within_a_name_are_one_and_letters_are_composed() -> None:
    result = stored(child__fullName="  Siti \t Rahmawati\n", reporter__fullName="Rene\u0301 Contoh")
    assert result.data["stored"]["child"]["fullName"] == "Siti Rahmawati"
    assert result.data["stored"]["reporter"]["fullName"] == "Ren\u00e9 Contoh"


@pytest.mark.parametrize(
    "changed",
    [{"child__sex": "2"}, {"child__placeKind": "CAR"}, {"child__birthDate": "20-11-2026"}, {"motherNik": None}],
)
def test_an_unknown_code_or_a_malformed_date_does_not_get_in(changed: dict[str, Any]) -> None:
    result = stored(**changed)
    assert result.data is None
    assert result.errors


def test_numbers_of_the_register_stay_texts() -> None:
    data = stored().data["stored"]
    assert (data["motherNik"], data["fatherNik"], data["familyCardNumber"]) == (MOTHER, FATHER, FAMILY_CARD)
