"""Discrepancies as clerks list them and citizens read them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Protocol

from strawberry import Parent

from hub.core.attributes import camel
from hub.core.citizen import Citizen
from hub.core.contradiction import COMPARED
from hub.core.discrepancies import Discrepancies
from hub.core.discrepancy import Discrepancy, DiscrepancyFilter, DiscrepancyState, Ruling
from hub.core.discrepancy_texts import explanation as explained
from hub.core.errors import BadInput, HubError
from hub.core.identifiers import global_id, parse_global_id, parse_uuid
from hub.resolvers.citizens import by_id
from hub.resolvers.context import Context, HubInfo
from hub.resolvers.pages import Slice, check_first, slice_of
from hub.resolvers.values import Language, text

_ATTRIBUTES = {camel(name): name for name in COMPARED}


class Chosen(Protocol):
    """What `discrepancies` is given."""

    states: list[DiscrepancyState] | None
    id: str | None
    source: str | None
    attribute: str | None
    contested: bool | None
    overdue: bool | None


async def discrepancies(
    info: HubInfo, given: Chosen | None = None, first: int | None = 20, after: str | None = None
) -> Slice[Discrepancy]:
    """Those of persons whom this reader sees; the receipt names them."""
    context = info.context
    found = await held(context).page(
        context.hub.tenant, _filter(given), context.decision.rows, check_first(first), after
    )
    context.subjects.update(one.person_id for one in found.items)
    return slice_of(found, after)


async def of_person(
    parent: Parent[Citizen], info: HubInfo, first: int | None = 20, after: str | None = None
) -> Slice[Discrepancy]:
    found = await held(info.context).of_person(info.context.hub.tenant, parent.id, check_first(first), after)
    return slice_of(found, after)


def held(context: Context) -> Discrepancies:
    """The record's discrepancies. Raises HubError where the hub was put together without them."""
    found = context.hub.discrepancies
    if found is None:
        raise HubError("This hub keeps no discrepancies. Tell its operator.")
    return found


def attribute_of(name: str, path: str) -> str:
    """The record's name of an attribute of the graph (`fullName`). Raises BadInput."""
    found = _ATTRIBUTES.get(name)
    if found is None:
        raise BadInput(f"Name one of these attributes: {', '.join(sorted(_ATTRIBUTES))}.", path=path)
    return found


def key_of(discrepancy: str, path: str = "id") -> uuid.UUID:
    """Raises BadInput for what is no discrepancy's id."""
    type_name, key = parse_global_id(discrepancy, path=path)
    if type_name != "Discrepancy":
        raise BadInput("This id is not that of a Discrepancy.", path=path)
    return parse_uuid(key, path=path)


def _filter(given: Chosen | None) -> DiscrepancyFilter:
    if given is None:
        return DiscrepancyFilter()
    if given.id:
        return DiscrepancyFilter(tuple(DiscrepancyState), only=key_of(given.id, "filter.id"))
    return DiscrepancyFilter(
        states=tuple(given.states or (DiscrepancyState.OPEN,)),
        source=given.source,
        attribute=attribute_of(given.attribute, "filter.attribute") if given.attribute else None,
        contested=given.contested,
        overdue=given.overdue,
    )


# ---- fields of one -------------------------------------------------------------------------------------------------


def discrepancy_id(parent: Parent[Discrepancy]) -> str:
    return global_id("Discrepancy", parent.id)


def attribute(parent: Parent[Discrepancy]) -> str:
    return camel(parent.attribute)


def contested(parent: Parent[Discrepancy]) -> bool:
    return parent.is_contest


def overdue(parent: Parent[Discrepancy]) -> bool:
    return parent.is_overdue


def ruling(parent: Parent[Discrepancy]) -> Ruling | None:
    return parent.decision.ruling if parent.decision else None


def reason(parent: Parent[Discrepancy]) -> str | None:
    return parent.decision.reason if parent.decision else None


def decided_by(parent: Parent[Discrepancy]) -> str | None:
    return parent.decision.by_name if parent.decision else None


def decided_at(parent: Parent[Discrepancy]) -> dt.datetime | None:
    return parent.decision.at if parent.decision else None


def documents(parent: Parent[Discrepancy]) -> list[str]:
    return [global_id("Document", key) for key in parent.documents]


def explanation(parent: Parent[Discrepancy], language: Language | None = Language.ID) -> str:
    return text(language, *explained(parent))


async def person(parent: Parent[Discrepancy], info: HubInfo) -> Citizen | None:
    return await by_id(info.context, parent.person_id)
