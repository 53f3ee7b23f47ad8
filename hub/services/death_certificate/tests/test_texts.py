"""What a family in mourning reads: condolence first, in every state and both languages, and about nobody."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest
import strawberry

from hub.core.application import ApplicationState, Missing
from hub.core.forms.stored import to_form
from hub.services.death_certificate import SERVICE
from hub.services.death_certificate.manifest import SAY
from hub.services.death_certificate.tests.cases import application, form
from hub.services.death_certificate.types import DeathCertificateInput

FIRST = {"ID": "Kami turut berduka cita. ", "EN": "Our condolences. "}


@pytest.mark.parametrize("language", ["ID", "EN"])
@pytest.mark.parametrize("state", ApplicationState)
def test_every_state_begins_with_condolence_and_names_nobody(state: ApplicationState, language: str) -> None:
    missing = (Missing("Surat dari Ibu Nurhayati", "buram"), Missing("family_card", "lama"))
    seen = dataclasses.replace(application(), state=state, missing=missing, reason="Ibu Nurhayati belum hadir")
    text = SERVICE.next_step(seen, language)
    assert text.startswith(FIRST[language])
    assert text.endswith(".")
    for private in ("Nurhayati", "Ahmad", "buram", "{", "190101"):
        assert private not in text


def test_the_public_description_begins_with_condolence() -> None:
    assert SERVICE.description_id.startswith(FIRST["ID"])
    assert SERVICE.description_en.startswith(FIRST["EN"])


def test_no_text_is_left_over() -> None:
    states = {f"next_step.{state.value}" for state in ApplicationState}
    told = {key for key in SAY.texts["ID"] if key.startswith("next_step.")}
    assert told == states | {"next_step.other_things", "next_step.and", "next_step.instead"}


@strawberry.type
class Query:
    @strawberry.field
    def ready(self) -> bool:
        return True


@strawberry.type
class Mutation:
    @strawberry.mutation
    def stored(self, given: DeathCertificateInput) -> strawberry.scalars.JSON:
        return strawberry.scalars.JSON(to_form(given))


SCHEMA = strawberry.Schema(query=Query, mutation=Mutation)
STORE = "mutation($given: DeathCertificateInput!) { stored(given: $given) }"


def stored(given: dict[str, Any]) -> Any:
    return asyncio.run(SCHEMA.execute(STORE, variable_values={"given": given}))


def test_the_form_has_the_keys_of_the_input_and_what_is_left_out_is_unknown() -> None:
    assert stored(form()).data == {"stored": form()}
    given = form()
    del given["spouseNik"], given["newHeadNik"], given["death"]["burialDate"], given["witnesses"]
    assert stored(given).data == {"stored": form(spouseNik=None, newHeadNik=None, death__burialDate=None)}


@pytest.mark.parametrize(
    "changed",
    [
        {"death__cause": "1"},
        {"death__deathDate": "20-11-2026"},
        {"reporter__relation": "NEIGHBOUR"},
        {"deceasedNik": None},
    ],
)
def test_an_unknown_code_or_a_malformed_date_does_not_get_in(changed: dict[str, Any]) -> None:
    assert stored(form(**changed)).errors
