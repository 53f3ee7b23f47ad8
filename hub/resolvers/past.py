"""A person as the record had her, and what it does not have of the past."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hub.core.errors import BadInput, NotFound
from hub.core.facet import Facet, FacetCopy
from hub.core.past import PastCitizen, Reading
from hub.resolvers.context import Context


async def citizen_at(context: Context, nik: str, at: dt.datetime) -> PastCitizen | None:
    """The person that this reader may see, noted for the receipt. Asks no agency; raises BadInput for the future."""
    hub = context.hub
    if at > hub.clock():
        raise BadInput("Nobody knows the future: give a time that has passed as `asOf`.", path="asOf")
    found = await hub.past.person(hub.tenant, nik, at, context.decision.rows)
    context.saw([found] if found else [])
    return found


async def copy_at(context: Context, person: PastCitizen, facet: Facet[Any]) -> FacetCopy[Any]:
    """What was held of a facet that only its agency's events change; raises NotFound where they do not tell."""
    hub = context.hub
    if facet.name in hub.sources:
        raise not_kept(facet.name)
    copy = await hub.past.copy(hub.tenant, facet.name, Reading(person.id, person.version))
    if copy is None:
        raise not_kept(facet.name)
    return copy


def not_kept(field: str) -> NotFound:
    """What the record knows of now only."""
    return NotFound(
        f"The record does not keep the past of `{field}`. Ask for it without `asOf` to see what is so now.",
        details={"field": field, "kept": "now"},
    )
