"""A hub over fakes that serves the services of this tree, and the cases in which their rules ask for papers."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from hub.core.citizen import Citizen, FamilyCard
from hub.core.service import Facts, Service
from hub.engine import Engine
from hub.schema import HubSchema, build
from hub.services import discover, packages
from tests.fakes.declared import FACETS
from tests.fakes.world import World, world

SERVICES: Final = discover()
PACKAGES: Final[Mapping[str, str]] = {importlib.import_module(name).SERVICE.name: name for name in packages()}
"""Name of a service -> its package."""
NOTHING: Final[frozenset[str]] = frozenset()


@cache
def schema() -> HubSchema:
    """The published one."""
    return build(FACETS.values(), SERVICES)


def serving(citizens: Iterable[Citizen] = (), cards: Iterable[FamilyCard] = ()) -> World:
    """A hub with these persons and family cards in its record."""
    made = world(citizens, cards)
    hub = dataclasses.replace(made.hub, services={service.name: service for service in SERVICES})
    return dataclasses.replace(made, hub=hub, engine=Engine(schema(), hub))


def paper_cases(service: Service) -> Iterator[tuple[dict[str, Any], Facts]]:
    """Forms with facts in which nothing was handed in: those of `paper_cases` in the service's tests/cases.py, or its
    `form()` and `facts()` where one form is enough to be asked for everything."""
    cases = importlib.import_module(f"{PACKAGES[service.name]}.tests.cases")
    given = cases.paper_cases() if hasattr(cases, "paper_cases") else [(cases.form(), cases.facts())]
    for form, facts in given:
        yield form, dataclasses.replace(facts, document_kinds=NOTHING)
