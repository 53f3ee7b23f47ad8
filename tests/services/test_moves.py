"""What the three moves of form F-1.03 say and take: their texts in every state, and their inputs as they are stored."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import strawberry

from hub.core.application import ApplicationState
from hub.core.service import Service
from hub.services import read_sentences
from hub.services.move_in import SERVICE as MOVE_IN
from hub.services.move_out import SERVICE as MOVE_OUT
from hub.services.move_within import SERVICE as MOVE_WITHIN
from tests.fakes.movers import IN, OUT, WITHIN, application, form, lines

SERVICES: Final = (MOVE_IN, MOVE_OUT, MOVE_WITHIN)
FORMS: Final[Mapping[str, Mapping[str, Any]]] = {"moveIn": IN, "moveOut": OUT, "moveWithin": WITHIN}
PREFIXES: Final = {"moveIn": "PT", "moveOut": "PK", "moveWithin": "PD"}


@pytest.fixture(params=SERVICES, ids=lambda service: service.name)
def service(request: pytest.FixtureRequest) -> Service:
    found = request.param
    assert isinstance(found, Service)
    return found


def stored(service: Service, given: Mapping[str, Any]) -> Any:
    """What the form is stored as, by way of the graph; the errors where it does not get in."""

    def mutation(given: Any) -> strawberry.scalars.JSON:
        return strawberry.scalars.JSON(service.to_form(given))

    mutation.__annotations__ = {"given": service.input_type(), "return": strawberry.scalars.JSON}
    query = strawberry.type(type("Query", (), {"__annotations__": {"ready": bool}}))
    asked = strawberry.type(type("Mutation", (), {"stored": strawberry.mutation(resolver=mutation)}))
    schema = strawberry.Schema(query=query, mutation=asked)
    name = service.input_type().__name__
    text = f"mutation($given: {name}!) {{ stored(given: $given) }}"
    return asyncio.run(schema.execute(text, variable_values={"given": given}))


def test_the_form_has_the_keys_of_the_input(service: Service) -> None:
    given = FORMS[service.name]
    result = stored(service, given)
    assert (result.errors, result.data) == (None, {"stored": given})


def test_a_relation_that_no_list_has_does_not_get_in(service: Service) -> None:
    given = form(FORMS[service.name], movers=lines(budi="COUSIN"))
    assert stored(service, given).errors


def test_every_state_says_something_and_names_nobody(service: Service) -> None:
    seen = application(service.name, FORMS[service.name])
    for state in ApplicationState:
        told = {service.next_step(dataclasses.replace(seen, state=state), language) for language in ("ID", "EN")}
        assert len(told) == 2, state
        for text in told:
            assert text.endswith(".")
            assert not any(word in text for word in ("{", "Budi", "190101"))


def test_what_is_not_read_in_a_law_is_called_to_be_confirmed(service: Service) -> None:
    assert service.prefix == PREFIXES[service.name]
    unread = [law for law in service.definition.laws if law.confidence.to_be_confirmed]
    assert any("nomor" in law.says_id.lower() for law in unread), "who keeps the number is nowhere read in a law"
    assert service.fee == "GRATIS"


def test_every_text_of_a_finding_is_used(service: Service) -> None:
    """A rule that is taken out takes its texts along; the shared ones are another test's."""
    package = service.check.__module__.rpartition(".")[0]
    folder = Path(importlib.import_module(package).__path__[0])
    source = (folder / "rules.py").read_text(encoding="utf-8")
    shared = read_sentences("hub.services.birth_certificate").texts["EN"]
    own = {key for key in read_sentences(package).texts["EN"] if key.startswith("finding.")} - set(shared)
    assert {key for key in own if f'"{key.removeprefix("finding.")}"' not in source} == set()
    assert own
