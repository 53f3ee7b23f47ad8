"""What changed in the contract since its last release, and what will end. It is public, and names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from hub.console.base.pages import Page
from hub.console.base.visit import Visit
from hub.console.portal.words import SEVERITIES
from hub.core.calendar import local_date
from hub.engine.schema_changes import SchemaChange

_ADDED: Final = "ADDED"
LONG: Final = 6
"""So many names of one type stand behind its own."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A type with what was added to it; nothing where the type itself is all that is told."""

    type: str
    coordinates: list[str] = field(default_factory=list)


async def changelog(visit: Visit) -> web.Response:
    """The changes by how much they ask of a client, what was added by its type, and every announced end."""
    changes = await visit.contract.comparison.changes(local_date(visit.console.clock()))
    groups = [
        (pair, colour, [one for one in changes or () if one.severity.value == name and one.kind != _ADDED])
        for name, (pair, colour) in SEVERITIES.items()
    ]
    return visit.render(
        "portal/changelog/template.html", is_known=changes is not None, count=len(changes or ()), groups=groups,
        added=additions(changes or ()), long=LONG, ending=visit.contract.ending(),
    )  # fmt: skip


def additions(changes: Iterable[SchemaChange]) -> list[Addition]:
    """What was added, by type. The arguments of a field that is new itself go without saying."""
    new = [one.coordinate for one in changes if one.kind == _ADDED]
    known, found = set(new), dict[str, Addition]()
    for coordinate in new:
        name, dot, _ = coordinate.partition(".")
        addition = found.setdefault(name, Addition(name))
        of_field, argument, _ = coordinate.partition("(")
        if dot and not (argument and of_field in known):
            addition.coordinates.append(coordinate)
    return list(found.values())


PAGES = (Page("GET", "/portal/changelog", changelog, login=False),)
